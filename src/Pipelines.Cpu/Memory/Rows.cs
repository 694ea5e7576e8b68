namespace Pipelines.Cpu;

/// <summary>Rows of numbers: what a step knows of each of its tokens at one place of the model.</summary>
/// <param name="Address">of the first row</param>
/// <param name="Count">how many there are</param>
/// <param name="Width">numbers of a row</param>
/// <param name="Stride">numbers from the beginning of a row to the next one's</param>
internal readonly unsafe record struct Rows(nint Address, int Count, int Width, int Stride)
{
    /// <summary>The <paramref name="row"/>-th.</summary>
    public float* this[int row] => (float*)Address + (long)row * Stride;

    /// <summary>The first.</summary>
    public float* First => (float*)Address;

    /// <summary>Some of the rows.</summary>
    public Rows Slice(int from, int count) => this with { Address = (nint)this[from], Count = count };

    /// <summary>Some columns of each row.</summary>
    public Rows Columns(int from, int width) => new((nint)(First + from), Count, width, Stride);
}
