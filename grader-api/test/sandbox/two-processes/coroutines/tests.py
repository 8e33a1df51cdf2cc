import asyncio
import inspect
import unittest
from unittest.mock import AsyncMock, patch
import submission


class A(unittest.IsolatedAsyncioTestCase):
    async def test_await(self):
        self.assertEqual(await submission.fetch(2), 4)

    async def test_gather(self):
        self.assertEqual(await asyncio.gather(submission.fetch(1), submission.fetch(2)), [2, 4])

    async def test_task(self):
        task = asyncio.create_task(submission.fetch(3))
        self.assertEqual(await task, 6)

    async def test_wait_for(self):
        self.assertEqual(await asyncio.wait_for(submission.fetch(4), 1), 8)

    async def test_both(self):
        self.assertEqual(await submission.both(), [2, 4])

    async def test_fails(self):
        with self.assertRaises(ValueError):
            await submission.fails()

    async def test_gen(self):
        self.assertEqual([i async for i in submission.gen(3)], [0, 1, 2])

    async def test_gen_anext(self):
        g = submission.gen(2)
        self.assertEqual(await anext(g), 0)
        self.assertEqual(await g.__anext__(), 1)
        with self.assertRaises(StopAsyncIteration):
            await anext(g)

    async def test_context(self):
        conn = submission.Conn()
        async with conn as inner:
            self.assertEqual(await inner.get(), 5)
        self.assertEqual(conn.log, ["in", "out"])

    async def test_aiter(self):
        self.assertEqual([i async for i in submission.Conn()], [1, 2, 3])

    async def test_callback(self):
        self.assertEqual(await submission.uses(lambda x: x + 1), 4)

    async def test_async_callback(self):
        async def plus(x):
            return x + 1
        self.assertEqual(await submission.uses_async(plus), 4)

    async def test_async_mock(self):
        client = AsyncMock()
        client.get.return_value = "y"
        self.assertEqual(await submission.get_with(client), "y")
        client.get.assert_awaited_once_with("x")

    async def test_patch(self):
        with patch("submission.fetch", AsyncMock(return_value=9)):
            self.assertEqual(await submission.both(), [9, 9])

    async def test_patch_auto(self):
        with patch("submission.fetch") as fetch:
            fetch.return_value = 8
            self.assertEqual(await submission.both(), [8, 8])

    async def test_patch_sleep(self):
        with patch("submission.asyncio.sleep") as sleep:
            await submission.slow()
        sleep.assert_awaited_once_with(30)


class S(unittest.TestCase):
    def test_run(self):
        self.assertEqual(asyncio.run(submission.fetch(5)), 10)

    def test_loop(self):
        loop = asyncio.new_event_loop()
        self.assertEqual(loop.run_until_complete(submission.fetch(5)), 10)
        loop.close()

    def test_is_coroutine(self):
        self.assertTrue(inspect.iscoroutinefunction(submission.fetch))
        self.assertTrue(asyncio.iscoroutinefunction(submission.fetch))
        self.assertFalse(inspect.iscoroutinefunction(submission.run))
        coroutine = submission.fetch(1)
        self.assertTrue(inspect.iscoroutine(coroutine))
        self.assertTrue(asyncio.iscoroutine(coroutine))
        coroutine.close()
        self.assertTrue(inspect.isasyncgenfunction(submission.gen))

    def test_run_sync(self):
        self.assertEqual(submission.run(2), 4)
