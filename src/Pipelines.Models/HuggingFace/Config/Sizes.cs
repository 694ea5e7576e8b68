namespace Pipelines.Models;

/// <summary>The largest sizes that a configuration may ask for: those that the settings of a pipeline may.</summary>
internal static class Sizes
{
    public const int Vocab = 1 << 24, Dim = 65536, Layers = 1024, Heads = 1024, HeadDim = 4096, Hidden = 1 << 20, Context = 1 << 24,
        Experts = 4096;
}
