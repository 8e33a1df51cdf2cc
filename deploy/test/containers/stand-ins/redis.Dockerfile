# Stands in for the public image redis, with Debian's package: the same user, folder and command.
ARG DEBIAN_IMAGE
FROM ${DEBIAN_IMAGE}
RUN apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends redis-server \
  && mkdir -p /data && chown redis:redis /data
VOLUME /data
WORKDIR /data
