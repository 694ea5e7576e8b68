namespace Pipelines.Quantization;

/// <summary>How values look under scales, for a kind of codes.</summary>
internal interface IScaleLook
{
    /// <param name="strip">the values</param>
    /// <param name="part">of the first lane</param>
    /// <param name="scale">of each lane's part</param>
    ScalePass<T> At<T>(Strip strip, int part, T scale)
        where T : struct, ILanes<T>;
}
