using Pipelines.Tracking;

namespace Pipelines.Server;

/// <summary>A curve with no more points than a screen shows: of each stretch its least and greatest, so that no spike is lost.</summary>
internal static class ThinnedCurve
{
    /// <summary>The most points that are left.</summary>
    public const int Most = 2000;

    /// <summary>Measurements in their order, the last among them; all where they are few.</summary>
    public static IReadOnlyList<Metric> Of(IReadOnlyList<Metric> all)
    {
        if (all.Count <= Most) return all;
        const int Stretches = Most / 2 - 1;
        var kept = new List<Metric>(Most);
        for (var i = 0; i < Stretches; i++)
        {
            var (from, to) = ((int)((long)i * all.Count / Stretches), (int)((long)(i + 1) * all.Count / Stretches));
            var (least, greatest) = (from, from);
            for (var at = from + 1; at < to; at++)
            {
                // What is not a number is kept where it begins a stretch, and passed over elsewhere.
                if (all[at].Value < all[least].Value) least = at;
                if (all[at].Value > all[greatest].Value) greatest = at;
            }
            kept.Add(all[Math.Min(least, greatest)]);
            if (least != greatest) kept.Add(all[Math.Max(least, greatest)]);
        }
        if (kept[^1] != all[^1]) kept.Add(all[^1]);
        return kept;
    }
}
