namespace Pipelines.Serving.Tests;

public sealed class BlockPools
{
    [Fact]
    public void A_block_is_free_when_nobody_uses_it()
    {
        var (pool, users, random) = (new BlockPool(12), new int[12], new Random(3));
        for (var i = 0; i < 5000; i++)
        {
            var held = Enumerable.Range(0, 12).Where(block => users[block] > 0).ToArray();
            if (random.Next(2) == 0 || held.Length == 0)
            {
                var taken = pool.Take();
                if (held.Length == 12) taken.ShouldBe(-1);
                else users[taken]++.ShouldBe(0, "what is taken was free");
            }
            else
            {
                var block = held[random.Next(held.Length)];
                if (random.Next(3) == 0)
                {
                    pool.Share(block);
                    users[block]++;
                }
                else pool.Release(block).ShouldBe(--users[block]);
            }
            pool.Free.ShouldBe(users.Count(count => count == 0));
            for (var block = 0; block < 12; block++) pool.Users(block).ShouldBe(users[block]);
        }
    }

    [Fact]
    public void What_is_free_can_neither_be_shared_nor_released()
    {
        var pool = new BlockPool(1);
        Should.Throw<InvalidOperationException>(() => pool.Share(0));
        Should.Throw<InvalidOperationException>(() => pool.Release(0));
    }
}
