using System.Globalization;
using System.Text;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public override string ToString() => IsInvalid ? "" : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";

        /// <summary>With <paramref name="disamb"/> the elements, otherwise shape, type and device.</summary>
        public string ToString(
            bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            if (!disamb) return ToString();
            using var values = cpu();
            var text = new StringBuilder();
            Print(values, text, fltFormat ?? "g5", cultureInfo ?? CultureInfo.CurrentCulture, newLine ?? Environment.NewLine, 1);
            return text.ToString();
        }

        // As numpy prints: nested brackets, and the middle of a long dimension left out.
        private static void Print(Tensor tensor, StringBuilder text, string format, CultureInfo culture, string newLine, int depth)
        {
            const int edge = 6;
            if (tensor.ndim == 0)
            {
                var number = tensor.ToScalar();
                text.Append(number.Kind == Pipelines.Torch.ScalarKind.Double ? number.Double.ToString(format, culture) : number.ToString());
                return;
            }
            var count = tensor.size(0);
            var separator = tensor.ndim == 1 ? ", " : "," + newLine + new string(' ', depth);
            text.Append('[');
            for (long i = 0; i < count; i++)
            {
                if (i > 0) text.Append(separator);
                if (count > 2 * edge && i == edge)
                {
                    text.Append("...");
                    i = count - edge - 1;
                    continue;
                }
                using var row = tensor[i];
                Print(row, text, format, culture, newLine, depth + 1);
            }
            text.Append(']');
        }
    }
}
