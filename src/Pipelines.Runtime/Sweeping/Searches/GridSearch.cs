namespace Pipelines.Runtime.Sweeping;

/// <summary>Every combination, the last setting fastest; of ranges five values, the ends among them.</summary>
internal sealed class GridSearch(IReadOnlyList<Dimension> dimensions) : ISearch
{
    private const int OfRange = 5;

    public IReadOnlyList<TriedSetting>? Next(int number, IReadOnlyList<Trial> before)
    {
        if (number == 1) return [];
        long left = number - 2;
        var settings = new TriedSetting[dimensions.Count];
        for (var i = dimensions.Count - 1; i >= 0; i--)
        {
            var count = dimensions[i].Count ?? OfRange;
            var step = (int)(left % count);
            left /= count;
            var place = dimensions[i].Count is null ? step / (OfRange - 1.0) : (step + 0.5) / count;
            settings[i] = new(dimensions[i].Path, dimensions[i].At(place));
        }
        return left > 0 ? null : settings;
    }
}
