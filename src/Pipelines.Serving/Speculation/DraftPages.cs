namespace Pipelines.Serving;

/// <summary>Where what a draft read of a sequence lies.</summary>
/// <param name="slot">its state; −1 where the draft has none</param>
/// <param name="kept">the state to go back to; −1 likewise</param>
internal sealed class DraftPages(int slot, int kept)
{
    private int[] blocks = new int[8];
    private int count;

    public int Slot => slot;

    public int Kept => kept;

    /// <summary>Its blocks, in order.</summary>
    public ReadOnlyMemory<int> Blocks => blocks.AsMemory(0, count);

    public void Add(int block)
    {
        if (count == blocks.Length) Array.Resize(ref blocks, 2 * count);
        blocks[count++] = block;
    }
}
