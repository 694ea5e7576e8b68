using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Holds a block of one's own to what models ask of every block; for its tests. Each method compares what the block gives for inputs that
/// ought to make no difference, and throws where one does.
/// <code>
/// using var block = new ShortConv(dim: 16);
/// new BlockCheck(block, dim: 16).All();
/// </code>
/// The block is put in evaluation mode, and every parameter gets a little noise, so that none is at a constant that hides what it does.
/// </summary>
public sealed class BlockCheck
{
    private const int Batch = 3, Context = 24;

    private readonly CheckedBlock block;
    private readonly int dim;

    /// <summary>Of a mixer.</summary>
    /// <param name="block">the block</param>
    /// <param name="dim">width of its input</param>
    public BlockCheck(SequenceLayer block, int dim)
        : this(block, block.call, dim)
    {
    }

    /// <summary>Of a feed-forward.</summary>
    /// <param name="block">the block</param>
    /// <param name="dim">width of its input</param>
    public BlockCheck(TokenLayer block, int dim)
        : this(block, (x, _) => block.call(x), dim)
    {
    }

    private BlockCheck(nn.Module module, Func<Tensor, Pass, Tensor> call, int dim)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        (block, this.dim) = (new CheckedBlock(module, call), dim);
    }

    /// <summary>All of it.</summary>
    /// <exception cref="BlockCheckException">something does not hold</exception>
    public void All()
    {
        KeepsShape();
        IsCausal();
        DecodesAsWhole();
        KeepsTextsApart();
        IgnoresPadding();
        PassesGradients();
        FreesItsTensors();
    }

    /// <summary>[batch, time, dim] becomes [batch, time, dim] in the input's type, float32 or bfloat16; the input is left as it was.</summary>
    /// <exception cref="BlockCheckException">it does not</exception>
    public void KeepsShape()
    {
        using var untracked = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            var x = block.Noise([Batch, Context, dim]).to_type(type);
            var before = x.clone();
            var result = block.Call(x, new Pass(type));
            if (x.IsInvalid) throw block.Failed("disposes its input");
            if (!x.equal(before).all().item<bool>()) throw block.Failed("changes its input in place");
            if (!result.shape.SequenceEqual(x.shape) || result.dtype != type)
                throw block.Failed($"makes {Shape(result)} of {Shape(x)}; expected the same shape and type");
        }
    }

    /// <summary>What comes later changes nothing: the result at a token is the same whatever follows it.</summary>
    /// <exception cref="BlockCheckException">it is not</exception>
    public void IsCausal()
    {
        using var untracked = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var x = block.Noise([Batch, Context, dim]);
        var expected = block.Whole(x);
        foreach (var place in (int[])[1, Context / 2, Context - 1])
        {
            var changed = torch.cat([x.narrow(1, 0, place), block.Noise([Batch, Context - place, dim])], 1);
            block.Compare(
                block.Whole(changed).narrow(1, 0, place), expected.narrow(1, 0, place), 0,
                at => $"is not causal: other inputs from place {place} on change its result at place {at}");
        }
    }

    /// <summary>
    /// A sequence that is read in pieces, down to single tokens, gives what it gives whole; also where rows are left out, doubled or
    /// reordered on the way, and where a copy of the state has gone another way.
    /// </summary>
    /// <exception cref="BlockCheckException">it does not</exception>
    public void DecodesAsWhole()
    {
        using var untracked = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var x = block.Noise([Batch, Context, dim]);
        var expected = block.Whole(x);
        for (var round = 0; round < 4; round++)
        {
            using var state = new DecodeState(Batch, Context);
            while (state.Length < Context)
            {
                var (from, take) = (state.Length, round == 0 ? 1 : block.Random.Next(1, Context - state.Length + 1));
                block.Compare(block.Read(x.narrow(1, from, take), state), expected.narrow(1, from, take), from, at =>
                    $"decodes otherwise than it reads the whole: a piece of {take} after {from} differs at place {at}",
                    "what it carries from token to token belongs in a LayerState of pass.State");
            }
        }

        int[] rows = [2, 0, 0];
        using var going = new DecodeState(Batch, Context);
        block.Read(x.narrow(1, 0, 7), going);
        going.Keep(rows);
        x = Chosen(x, rows);
        expected = Chosen(expected, rows);
        block.Compare(block.Read(x.narrow(1, 7, 5), going), expected.narrow(1, 7, 5), 7, at =>
            $"differs at place {at} after its state kept rows [{string.Join(", ", rows)}]",
            "Keep of its LayerState replaces each tensor by Kept(tensor, rows)");
        using (var copy = going.Copy(out _)) block.Read(block.Noise([Batch, 3, dim]), copy);
        block.Compare(block.Read(x.narrow(1, 12, 5), going), expected.narrow(1, 12, 5), 12, at =>
            $"differs at place {at} after a copy of its state has read something else",
            "Keep of its LayerState replaces each tensor by Kept(tensor, rows)");
    }

    /// <summary>Texts that lie in one row, as packing lays them, give what each gives alone.</summary>
    /// <exception cref="BlockCheckException">one sees another</exception>
    public void KeepsTextsApart()
    {
        using var untracked = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        const int First = 9;
        var x = block.Noise([Batch, Context, dim]);
        var segments = torch.tensor(
            [.. Enumerable.Range(0, Batch * Context).Select(place => place % Context < First ? 0L : 1L)], [Batch, Context]);
        var together = block.Call(x, new Pass(ScalarType.Float32, Segments: segments));
        var alone = torch.cat([block.Whole(x.narrow(1, 0, First)), block.Whole(x.narrow(1, First, Context - First))], 1);
        block.Compare(together, alone, 0, at =>
            $"lets texts of one row see each other: its result at place {at} is not that of its text alone, which begins at place "
            + $"{(at < First ? 0 : First)}", "pass.Apart and pass.Together give each text a row");
    }

    /// <summary>Places in front of a row's first token, where prompts of a batch are of unequal length, change nothing.</summary>
    /// <exception cref="BlockCheckException">they do</exception>
    public void IgnoresPadding()
    {
        using var untracked = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        int[] padding = [0, 5, 2];
        var x = block.Noise([Batch, Context, dim]);
        using var state = new DecodeState(Batch, Context, padding);
        var read = torch.cat([block.Read(x.narrow(1, 0, Context - 4), state), block.Read(x.narrow(1, Context - 4, 4), state)], 1);
        for (var row = 0; row < Batch; row++)
        {
            var (from, count) = (padding[row], Context - padding[row]);
            var one = x.narrow(0, row, 1).narrow(1, from, count);
            block.Compare(read.narrow(0, row, 1).narrow(1, from, count), block.Whole(one), from, at =>
                $"sees the padding of a batch: with {from} places in front, its result at place {at} is another",
                "pass.Blank puts zeros there");
        }
    }

    /// <summary>
    /// Gradients of the input and of every parameter are there, are numbers and not zero, and agree with differences of results.
    /// </summary>
    /// <exception cref="BlockCheckException">one does not</exception>
    public void PassesGradients()
    {
        using var scope = torch.NewDisposeScope();
        var x = block.Noise([Batch, Context, dim]).requires_grad_();
        var weights = block.Noise([Batch, Context, dim]);
        BlockGradients.Check(block.Module, x, () => (block.Whole(x) * weights).to_type(ScalarType.Float64).sum());
    }

    /// <summary>A pass forward and backward, and one with a state, leave no tensor of this thread behind.</summary>
    /// <exception cref="BlockCheckException">they do</exception>
    public void FreesItsTensors()
    {
        using var x = block.Noise([Batch, Context, dim]);
        Go();    // makes what is kept for later passes
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Go();
        var left = DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
        if (left > 0) throw block.Failed($"leaves {left} tensors behind: 'using var scope = NewDisposeScope();' frees what is not the result");

        void Go()
        {
            using (var result = block.Whole(x))
            using (var sum = result.sum()) sum.backward();
            block.Module.zero_grad();
            using var untracked = torch.no_grad();
            using (var state = new DecodeState(Batch, Context)) block.Read(x, state).Dispose();
        }
    }

    private static Tensor Chosen(Tensor x, int[] rows) => torch.stack([.. rows.Select(row => x.select(0, row))]);

    private static string Shape(Tensor x) => $"[{string.Join(", ", x.shape)}] of {x.dtype}";
}
