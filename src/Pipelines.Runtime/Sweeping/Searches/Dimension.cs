using System.Globalization;
using Pipelines.Spec;

namespace Pipelines.Runtime.Sweeping;

/// <summary>A setting of a sweep as numbers from 0 to 1, which is what searches move in.</summary>
internal abstract class Dimension(string path)
{
    public string Path => path;

    /// <summary>Values that it has; null where there are more than one can count.</summary>
    public abstract int? Count { get; }

    /// <summary>The value at a place.</summary>
    /// <param name="place">from 0 to below 1</param>
    public abstract string At(double place);

    /// <summary>The place of a value; the middle of its part where it shares it with none.</summary>
    public abstract double PlaceOf(string value);

    public static Dimension Of(SweptSettingSpec setting) => setting switch
    {
        SweptValuesSpec values => new OfValues(values),
        SweptRangeSpec range => new OfRange(range),
        _ => throw new NotSupportedException(setting.GetType().Name),
    };

    private sealed class OfValues(SweptValuesSpec setting) : Dimension(setting.Path)
    {
        public override int? Count => setting.Values.Count;

        public override string At(double place) => setting.Values[Math.Min((int)(place * setting.Values.Count), setting.Values.Count - 1)];

        public override double PlaceOf(string value) => (setting.Values.TakeWhile(other => other != value).Count() + 0.5) / setting.Values.Count;
    }

    private sealed class OfRange(SweptRangeSpec setting) : Dimension(setting.Path)
    {
        public override int? Count => null;

        private double From => setting.Logarithmic ? Math.Log(setting.From) : setting.From;

        private double To => setting.Logarithmic ? Math.Log(setting.To) : setting.To;

        public override string At(double place)
        {
            var value = From + place * (To - From);
            if (setting.Logarithmic) value = Math.Exp(value);
            return setting.Whole
                ? Math.Clamp(Math.Round(value), Math.Ceiling(setting.From), Math.Floor(setting.To)).ToString("0", CultureInfo.InvariantCulture)
                : value.ToString("G4", CultureInfo.InvariantCulture);
        }

        public override double PlaceOf(string value)
        {
            var number = double.Parse(value, CultureInfo.InvariantCulture);
            return Math.Clamp(((setting.Logarithmic ? Math.Log(number) : number) - From) / (To - From), 0, 1);
        }
    }
}
