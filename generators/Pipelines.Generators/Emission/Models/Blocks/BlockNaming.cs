using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>
/// What the classes of a model's blocks are called: <c>Block</c> where there is one, else for what tells them apart, as
/// <c>Mamba2Block</c>, <c>AttentionMoeBlock</c>, <c>SlidingBlock</c>.
/// </summary>
internal static class BlockNaming
{
    /// <summary>The views with their classes and the options' properties that hold their sizes.</summary>
    /// <param name="views">every distinct block</param>
    /// <param name="taken">names of classes that mean something else</param>
    /// <param name="options">names of the model's own sizes</param>
    public static IReadOnlyList<BlockView> Named(IReadOnlyList<BlockView> views, IEnumerable<string> taken, IEnumerable<string> options)
    {
        var classes = new Dictionary<string, string>();
        var (classNames, properties) = (new HashSet<string>(taken), new HashSet<string>(options));
        var single = views.Select(view => view.Code).Distinct().Count() == 1;
        var named = new List<BlockView>();
        foreach (var view in views)
        {
            var stem = single ? "" : Stem(view, views);
            if (!classes.TryGetValue(view.Code, out var className))
                classes.Add(view.Code, className = Free($"{stem}Block", classNames));
            named.Add(view with { ClassName = className, Property = Free(single ? $"Block{named.Count + 1}" : stem, properties) });
        }
        return named;
    }

    /// <summary>The mixer where mixers differ; the feed-forward where they do, but for the one that most blocks have.</summary>
    private static string Stem(BlockView view, IReadOnlyList<BlockView> views)
    {
        if (view.Mixer is null) return FeedForward(view);
        var mixers = views.Select(each => Mixer(each, views)).Distinct().Count();
        var usual = views.GroupBy(FeedForward).OrderByDescending(group => group.Count()).First().Key;
        var feedForward = FeedForward(view);
        var stem = (mixers > 1 ? Mixer(view, views) : "") + (mixers > 1 && feedForward == usual ? "" : feedForward);
        return stem.Length > 0 ? stem : Mixer(view, views);
    }

    private static string FeedForward(BlockView view) => view.FeedForward?.Stem ?? "";

    /// <summary>Attention is told from attention by its window.</summary>
    private static string Mixer(BlockView view, IReadOnlyList<BlockView> views)
    {
        if (view.Spec.Mixer is not AttentionSpec attention) return view.Mixer?.Stem ?? "";
        var windows = views.Select(each => each.Spec.Mixer).OfType<AttentionSpec>().Select(each => each.Window is null).Distinct();
        return windows.Count() == 1 ? "Attention" : attention.Window is null ? "Global" : "Sliding";
    }

    private static string Free(string name, HashSet<string> taken)
    {
        var free = name;
        for (var number = 2; !taken.Add(free); number++) free = name + Literals.Whole(number);
        return free;
    }
}
