namespace Pipelines.Quantization;

/// <summary>What is taken off the codes of each type.</summary>
internal static class PanelOffsets
{
    internal readonly struct Minimum : IPanelOffset
    {
        public static int ZeroBits => 0;

        public static bool Minimums => true;
    }

    internal readonly struct One : IPanelOffset
    {
        public static int ZeroBits => 0;

        public static bool Minimums => false;
    }

    internal readonly struct Four : IPanelOffset
    {
        public static int ZeroBits => 2;

        public static bool Minimums => false;
    }

    internal readonly struct Eight : IPanelOffset
    {
        public static int ZeroBits => 3;

        public static bool Minimums => false;
    }

    internal readonly struct Sixteen : IPanelOffset
    {
        public static int ZeroBits => 4;

        public static bool Minimums => false;
    }

    internal readonly struct ThirtyTwo : IPanelOffset
    {
        public static int ZeroBits => 5;

        public static bool Minimums => false;
    }

    internal readonly struct Half : IPanelOffset
    {
        public static int ZeroBits => 7;

        public static bool Minimums => false;
    }
}
