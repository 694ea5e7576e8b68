namespace Pipelines.Runtime.Stages.Quantization;

/// <summary>Finds places for the names of points in a picture, so that none lies on another name or on a point where there is room.</summary>
internal static class PointLabels
{
    private const double Letter = 7, Height = 12, Gap = 8, Radius = 5;

    /// <summary>Where each name begins, and whether it ends there instead.</summary>
    /// <param name="points">the points, in pixels, y downwards, and their names</param>
    public static IReadOnlyList<(double X, double Y, bool Ends)> Place(IReadOnlyList<(double X, double Y, string Name)> points)
    {
        var taken = points.Select(point => new Box(point.X - Radius, point.Y - Radius, point.X + Radius, point.Y + Radius)).ToList();
        var places = new List<(double, double, bool)>();
        foreach (var (x, y, name) in points)
        {
            var width = Letter * name.Length;
            var candidates = Offsets().Select(offset => (X: x + (offset.Ends ? -Gap : Gap), Y: y + offset.Down, offset.Ends))
                .Select(place => (Place: place, Box: Around(place.X, place.Y, place.Ends, width))).ToArray();
            var chosen = candidates.FirstOrDefault(candidate => !taken.Exists(candidate.Box.Overlaps), candidates[0]);
            taken.Add(chosen.Box);
            places.Add(chosen.Place);
        }
        return places;
    }

    /// <summary>From the usual place, above to the right, to those further away.</summary>
    private static IEnumerable<(double Down, bool Ends)> Offsets()
    {
        foreach (var down in new[] { -6.0, 14, 4, -18, 26, -30, 38 })
        {
            yield return (down, false);
            yield return (down, true);
        }
    }

    private static Box Around(double x, double y, bool ends, double width) =>
        ends ? new(x - width, y - Height, x, y + 2) : new(x, y - Height, x + width, y + 2);

    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }
}
