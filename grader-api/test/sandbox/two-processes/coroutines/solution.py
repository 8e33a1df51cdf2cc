import asyncio


async def fetch(x):
    await asyncio.sleep(0)
    return x * 2


async def gen(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i


async def fails():
    raise ValueError("no")


async def both():
    return await asyncio.gather(fetch(1), fetch(2))


class Conn:
    def __init__(self):
        self.log = []

    async def __aenter__(self):
        self.log.append("in")
        return self

    async def __aexit__(self, *args):
        self.log.append("out")

    async def get(self):
        return 5

    def __aiter__(self):
        self.n = 0
        return self

    async def __anext__(self):
        self.n += 1
        if self.n > 3:
            raise StopAsyncIteration
        return self.n


async def uses(callback):
    return callback(3)


async def uses_async(callback):
    return await callback(3)


async def slow():
    await asyncio.sleep(30)


async def get_with(client):
    return await client.get("x")


def run(x):
    return asyncio.run(fetch(x))
