using System.Runtime.InteropServices;

namespace Pipelines.Quantization;

/// <summary>Holds the map of a file open while its blocks are read.</summary>
internal readonly struct BlockLease : IDisposable
{
    private readonly SafeHandle? owner;

    /// <param name="owner">of the map; null where there is none</param>
    /// <exception cref="ObjectDisposedException">the file is closed</exception>
    public BlockLease(SafeHandle? owner)
    {
        var held = false;
        owner?.DangerousAddRef(ref held);
        this.owner = owner;
    }

    public void Dispose() => owner?.DangerousRelease();
}
