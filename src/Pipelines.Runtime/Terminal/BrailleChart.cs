using System.Globalization;
using System.Text;

namespace Pipelines.Runtime.Terminal;

/// <summary>A curve in characters of braille, of which each has two by four dots.</summary>
internal static class BrailleChart
{
    private const int Width = 64, Height = 12;

    /// <summary>The bit of each dot of a character, by row, then column (Unicode 15, chapter 21.1).</summary>
    private static readonly byte[] Dots = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

    /// <param name="points">by step; what is no finite number is a gap in the curve</param>
    /// <param name="range">what is shown</param>
    /// <returns>lines that each begin with a space, the scales beside and below</returns>
    public static string Of(IReadOnlyList<(double Step, double Value)> points, PlotRange range)
    {
        var cells = new byte[Height, Width];
        (int X, int Y)? before = null;
        foreach (var (step, value) in points)
        {
            if (!double.IsFinite(value))
            {
                before = null;
                continue;
            }
            var here = (Place(step, range.Left, range.Right, 2 * Width), 4 * Height - 1 - Place(value, range.Bottom, range.Top, 4 * Height));
            Draw(cells, before ?? here, here);
            before = here;
        }

        string[] scale = [Number(range.Top), Number((range.Top + range.Bottom) / 2), Number(range.Bottom)];
        var margin = scale.Max(label => label.Length);
        var text = new StringBuilder();
        for (var row = 0; row < Height; row++)
        {
            var label = row switch { 0 => scale[0], Height / 2 => scale[1], Height - 1 => scale[2], _ => "" };
            text.Append(' ').Append(label.PadLeft(margin)).Append(label.Length > 0 ? " ┤" : " │");
            for (var column = 0; column < Width; column++) text.Append((char)(0x2800 + cells[row, column]));
            text.Append('\n');
        }
        var (left, right) = (Number(range.Left), Number(range.Right));
        text.Append(' ', margin + 2).Append('└').Append('─', Width).Append('\n');
        return text.Append(' ', margin + 3).Append(left).Append(right.PadLeft(Width - left.Length)).Append('\n').ToString();
    }

    /// <summary>The dots of a straight line.</summary>
    private static void Draw(byte[,] cells, (int X, int Y) from, (int X, int Y) to)
    {
        var steps = Math.Max(1, Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y)));
        for (var i = 0; i <= steps; i++)
        {
            var (x, y) = (from.X + (to.X - from.X) * i / steps, from.Y + (to.Y - from.Y) * i / steps);
            cells[y / 4, x / 2] |= Dots[y % 4 * 2 + x % 2];
        }
    }

    private static int Place(double value, double least, double most, int places) =>
        most > least ? Math.Clamp((int)Math.Round((value - least) / (most - least) * (places - 1)), 0, places - 1) : 0;

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
