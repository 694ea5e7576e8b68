using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// The sequences of a row of pieces: those that are being written are read together, a token of each, and the others one by one.
/// </summary>
internal sealed class SlottedPast : SsmPast
{
    private readonly SsmSlots slots;
    private readonly List<(int Start, IReadOnlyList<Piece> Pieces, SsmState State)> groups = [];

    /// <param name="row">the pieces</param>
    /// <param name="slots">their states</param>
    public SlottedPast(PagedRow row, SsmSlots slots)
    {
        this.slots = slots;
        if (row.Steps > 0) Add(0, [.. row.Pieces.Take(row.Steps)]);
        for (var i = row.Steps; i < row.Pieces.Count; i++) Add(row.Starts[i], [row.Pieces[i]]);
    }

    /// <inheritdoc/>
    public override Tensor Read(Func<Tensor[], SsmState?, Tensor> read, params Tensor[] inputs)
    {
        var results = new List<Tensor>(groups.Count);
        foreach (var (start, pieces, state) in groups)
        {
            var parts = Array.ConvertAll(inputs, x => Turned(x.narrow(1, start, pieces.Sum(piece => piece.Time)), pieces));
            results.Add(Turned(read(parts, state), pieces));
        }
        return results.Count == 1 ? results[0] : torch.cat(results, 1);
    }

    /// <inheritdoc/>
    public override void Keep()
    {
        foreach (var (_, pieces, state) in groups) slots.Put(pieces, state);
    }

    private void Add(int start, IReadOnlyList<Piece> pieces) => groups.Add((start, pieces, slots.Take(pieces)));

    /// <summary>One token of each sequence, [1, sequences, …], becomes a batch, [sequences, 1, …], and the other way round.</summary>
    private static Tensor Turned(Tensor x, IReadOnlyList<Piece> pieces) => pieces.Count == 1 ? x : x.transpose(0, 1);
}
