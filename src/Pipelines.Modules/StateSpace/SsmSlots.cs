namespace Pipelines.Modules;

/// <summary>What one state-space layer keeps of many sequences: each has its state in a slot.</summary>
/// <param name="windows">[width − 1, channels] each</param>
/// <param name="hiddens">[inner, N] or [heads, head_dim, N] each, float32</param>
internal sealed class SsmSlots(Arena windows, Arena hiddens) : LayerStore([], [windows, hiddens])
{
    /// <summary>The states of sequences of which <paramref name="pieces"/> are read, zero where nothing was read before.</summary>
    public SsmState Take(IReadOnlyList<Piece> pieces)
    {
        foreach (var piece in pieces)
            if (piece.Past == 0)
            {
                using var window = windows.Whole.select(0, piece.Slot);
                using var hidden = hiddens.Whole.select(0, piece.Slot);
                window.zero_();
                hidden.zero_();
            }
        var slots = Slots(pieces);
        return new SsmState(windows.Take(slots), hiddens.Take(slots));
    }

    /// <summary>Puts the states back that <see cref="Take"/> gave.</summary>
    public void Put(IReadOnlyList<Piece> pieces, SsmState state)
    {
        var slots = Slots(pieces);
        windows.Put(slots, state.Window);
        hiddens.Put(slots, state.Hidden);
    }

    private static int[] Slots(IReadOnlyList<Piece> pieces) => [.. pieces.Select(piece => piece.Slot)];
}
