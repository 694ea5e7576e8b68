namespace Pipelines.Quantization;

/// <summary>The ways of <see cref="IPanelParts"/>.</summary>
internal static class PanelParts
{
    internal readonly struct Eight : IPanelParts
    {
        public static int Count => 8;
    }

    internal readonly struct Sixteen : IPanelParts
    {
        public static int Count => 16;
    }
}
