using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>
/// How a panel holds the codes of 32 columns. They are read as eight quads: quad q has columns 4 q to 4 q + 3, those of the first row in
/// its first four bytes, then those of the second … The first eight rows are the quad's left half, a register, the others its right.
/// </summary>
internal unsafe interface IPanelCodes
{
    /// <summary>Bits of a code: the 32 columns take as many times 64 bytes.</summary>
    static abstract int Bits { get; }

    /// <summary>Whether codes that are read are above 127.</summary>
    static abstract bool Wide { get; }

    /// <summary>Reads the left half of a quad.</summary>
    /// <param name="codes">of the 32 columns; from 32 bytes further on it is the right half</param>
    /// <param name="quad">which: 0 to 7, a constant</param>
    static abstract Vector256<byte> Quad(byte* codes, int quad);

    /// <summary>Writes what is read so.</summary>
    /// <param name="quads">[8, 64]</param>
    /// <param name="lowest">the lowest of their bits that is meant</param>
    /// <param name="codes">all zero</param>
    static abstract void Write(byte* quads, int lowest, byte* codes);
}
