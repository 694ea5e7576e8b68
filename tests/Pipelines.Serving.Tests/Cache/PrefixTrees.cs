namespace Pipelines.Serving.Tests;

/// <summary>The tree held against a list of all that it was told.</summary>
public sealed class PrefixTrees
{
    private const int BlockTokens = 3;

    [Fact]
    public void The_longest_beginning_that_was_read_is_found()
    {
        var random = new Random(8);
        var blocks = new BlockPool(4000);
        var tree = new PrefixTree(blocks, new BlockPool(0), BlockTokens, window: 0, states: false);
        var told = new List<int[]>();
        for (var i = 0; i < 300; i++)
        {
            var tokens = Text(random, told);
            var (path, met) = tree.Match(tokens);
            var longest = told.Select(other => other.AsSpan().CommonPrefixLength(tokens) / BlockTokens).DefaultIfEmpty(0).Max();
            (path.Length, met).ShouldBe((longest, longest));
            for (var depth = 1; depth <= path.Length; depth++)
                path[depth - 1].Tokens.ShouldBe(tokens[((depth - 1) * BlockTokens)..(depth * BlockTokens)]);
            var node = tree.Root;
            for (var at = 0; at + BlockTokens <= tokens.Length; at += BlockTokens)
                node = tree.Extend(node, tokens.AsSpan(at, BlockTokens), blocks.Take())!;
            told.Add(tokens[..(tokens.Length / BlockTokens * BlockTokens)]);
        }
    }

    [Fact]
    public void What_was_left_longest_ago_is_given_up_first_and_ends_before_beginnings()
    {
        var blocks = new BlockPool(6);
        var tree = new PrefixTree(blocks, new BlockPool(0), BlockTokens, window: 0, states: false);
        int[][] texts = [[1, 1, 1, 2, 2, 2, 3, 3, 3], [1, 1, 1, 4, 4, 4]];
        var held = texts.Select(text => Read(tree, blocks, text)).ToArray();
        // The second found the first's beginning and uses it, too.
        held[1][0].ShouldBe(held[0][0]);
        Leave(tree, blocks, held[0]);
        tree.Idle.ShouldBe(2);
        Leave(tree, blocks, held[1]);
        int[] expected = [held[0][2], held[0][1], held[1][1], held[1][0]];
        foreach (var block in expected)
        {
            blocks.Users(block).ShouldBe(1);
            tree.GiveUpBlock().ShouldBeTrue();
            blocks.Users(block).ShouldBe(0, "the next to go");
        }
        tree.GiveUpBlock().ShouldBeFalse();
        tree.Match(texts[0]).Met.ShouldBe(0, "nothing leads to nothing");
    }

    [Fact]
    public void A_window_needs_only_the_blocks_that_it_sees()
    {
        var blocks = new BlockPool(6);
        var tree = new PrefixTree(blocks, new BlockPool(0), BlockTokens, window: 4, states: false);
        int[] text = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4];
        var held = Read(tree, blocks, text);
        // The first two are left first, as by a sequence that has gone on.
        Leave(tree, blocks, held[..2]);
        Leave(tree, blocks, held[2..]);
        tree.GiveUpBlock().ShouldBeTrue();
        tree.GiveUpBlock().ShouldBeTrue();
        tree.Match(text).Path.Length.ShouldBe(4);
        tree.Match(text.AsSpan(0, 9)).Path.Length.ShouldBe(3);
        tree.Match(text.AsSpan(0, 6)).Path.Length.ShouldBe(0, "the token after six sees the second block");
        tree.Match(text.AsSpan(0, 6)).Met.ShouldBe(2);
    }

    [Fact]
    public void A_state_is_needed_where_there_are_states()
    {
        var (blocks, slots) = (new BlockPool(9), new BlockPool(2));
        var tree = new PrefixTree(blocks, slots, BlockTokens, window: 0, states: true);
        int[] text = [1, 1, 1, 2, 2, 2, 3, 3, 3];
        Read(tree, blocks, text);
        tree.Match(text).ShouldSatisfyAllConditions(match => match.Path.ShouldBeEmpty(), match => match.Met.ShouldBe(3));
        var second = tree.Root.Children.Values.Single().Children.Values.Single();
        tree.Keep(second, slots.Take());
        tree.Match(text).Path.Length.ShouldBe(2);
        tree.GiveUpSlot().ShouldBeTrue();
        (tree.Match(text).Path.Length, slots.Free).ShouldBe((0, 2));
        tree.GiveUpSlot().ShouldBeFalse();
    }

    /// <summary>A text that often begins like another.</summary>
    private static int[] Text(Random random, List<int[]> others)
    {
        int[] beginning = others.Count == 0 || random.Next(4) == 0 ? [] : others[random.Next(others.Count)];
        return [.. beginning[..random.Next(beginning.Length + 1)], .. Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(3))];
    }

    private static int[] Read(PrefixTree tree, BlockPool blocks, int[] text)
    {
        var (node, held) = (tree.Root, new List<int>());
        for (var at = 0; at < text.Length; at += BlockTokens)
        {
            var block = blocks.Take();
            node = tree.Extend(node, text.AsSpan(at, BlockTokens), block)!;
            if (node.Block != block)
            {
                blocks.Share(node.Block);
                blocks.Release(block);
            }
            held.Add(node.Block);
        }
        return [.. held];
    }

    private static void Leave(PrefixTree tree, BlockPool blocks, int[] held)
    {
        foreach (var block in held.Reverse())
        {
            blocks.Release(block);
            tree.Leave(block);
        }
    }
}
