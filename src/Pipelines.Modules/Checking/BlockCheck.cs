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
    private const double Close = 1e-4;    // of the greatest value: what another order of sums may change

    private readonly nn.Module module;
    private readonly Func<Tensor, Pass, Tensor> call;
    private readonly int dim;
    private readonly Random random = new(1);

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
        (this.module, this.call, this.dim) = (module, call, dim);
        module.eval();
        using var untracked = torch.no_grad();
        foreach (var parameter in module.parameters())
        {
            using var noise = Noise(parameter.shape, 0.2);
            parameter.add_(noise.to(parameter.device));
        }
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
            var x = Noise([Batch, Context, dim]).to_type(type);
            var before = x.clone();
            var result = call(x, new Pass(type));
            if (x.IsInvalid) throw Failed("disposes its input");
            if (!x.equal(before).all().item<bool>()) throw Failed("changes its input in place");
            if (!result.shape.SequenceEqual(x.shape) || result.dtype != type)
                throw Failed($"makes {Shape(result)} of {Shape(x)}; expected the same shape and type");
        }
    }

    /// <summary>What comes later changes nothing: the result at a token is the same whatever follows it.</summary>
    /// <exception cref="BlockCheckException">it is not</exception>
    public void IsCausal()
    {
        using var untracked = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var x = Noise([Batch, Context, dim]);
        var expected = Whole(x);
        foreach (var place in (int[])[1, Context / 2, Context - 1])
        {
            var changed = torch.cat([x.narrow(1, 0, place), Noise([Batch, Context - place, dim])], 1);
            Compare(
                Whole(changed).narrow(1, 0, place), expected.narrow(1, 0, place), 0,
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
        var x = Noise([Batch, Context, dim]);
        var expected = Whole(x);
        for (var round = 0; round < 4; round++)
        {
            using var state = new DecodeState(Batch, Context);
            while (state.Length < Context)
            {
                var (from, take) = (state.Length, round == 0 ? 1 : random.Next(1, Context - state.Length + 1));
                Compare(Read(x.narrow(1, from, take), state), expected.narrow(1, from, take), from, at =>
                    $"decodes otherwise than it reads the whole: a piece of {take} after {from} differs at place {at}",
                    "what it carries from token to token belongs in a LayerState of pass.State");
            }
        }

        int[] rows = [2, 0, 0];
        using var going = new DecodeState(Batch, Context);
        Read(x.narrow(1, 0, 7), going);
        going.Keep(rows);
        x = Chosen(x, rows);
        expected = Chosen(expected, rows);
        Compare(Read(x.narrow(1, 7, 5), going), expected.narrow(1, 7, 5), 7, at =>
            $"differs at place {at} after its state kept rows [{string.Join(", ", rows)}]",
            "Keep of its LayerState replaces each tensor by Kept(tensor, rows)");
        using (var copy = going.Copy(out _)) Read(Noise([Batch, 3, dim]), copy);
        Compare(Read(x.narrow(1, 12, 5), going), expected.narrow(1, 12, 5), 12, at =>
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
        var x = Noise([Batch, Context, dim]);
        var segments = torch.tensor(
            [.. Enumerable.Range(0, Batch * Context).Select(place => place % Context < First ? 0L : 1L)], [Batch, Context]);
        var together = call(x, new Pass(ScalarType.Float32, Segments: segments));
        var alone = torch.cat([Whole(x.narrow(1, 0, First)), Whole(x.narrow(1, First, Context - First))], 1);
        Compare(together, alone, 0, at =>
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
        var x = Noise([Batch, Context, dim]);
        using var state = new DecodeState(Batch, Context, padding);
        var read = torch.cat([Read(x.narrow(1, 0, Context - 4), state), Read(x.narrow(1, Context - 4, 4), state)], 1);
        for (var row = 0; row < Batch; row++)
        {
            var (from, count) = (padding[row], Context - padding[row]);
            var one = x.narrow(0, row, 1).narrow(1, from, count);
            Compare(read.narrow(0, row, 1).narrow(1, from, count), Whole(one), from, at =>
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
        var x = Noise([Batch, Context, dim]).requires_grad_();
        var weights = Noise([Batch, Context, dim]);
        BlockGradients.Check(module, x, () => (Whole(x) * weights).to_type(ScalarType.Float64).sum());
    }

    /// <summary>
    /// A pass forward and backward, and one with a state, leave no tensor behind. Tensors of the whole process are counted, so that what
    /// other tests do meanwhile may hide what is left.
    /// </summary>
    /// <exception cref="BlockCheckException">they do</exception>
    public void FreesItsTensors()
    {
        const int Rounds = 4;
        using var x = Noise([Batch, Context, dim]);
        Go();
        GC.Collect();    // what others left to the collector must not vanish while these count
        GC.WaitForPendingFinalizers();
        long[] left = [.. Enumerable.Range(0, Rounds).Select(_ => Go())];
        if (left[0] > 0 && left.All(count => count == left[0]))
            throw Failed($"leaves {left[0]} tensors behind: 'using var scope = NewDisposeScope();' frees what is not the result");

        long Go()
        {
            var before = Tensor.TotalCount;
            using (var result = Whole(x))
            using (var sum = result.sum()) sum.backward();
            module.zero_grad();
            using var untracked = torch.no_grad();
            using (var state = new DecodeState(Batch, Context)) Read(x, state).Dispose();
            return Tensor.TotalCount - before;
        }
    }

    private Tensor Whole(Tensor x) => call(x, new Pass(ScalarType.Float32));

    private Tensor Read(Tensor x, DecodeState state)
    {
        var result = call(x, new Pass(ScalarType.Float32, state));
        state.Advance((int)x.shape[1]);
        return result;
    }

    private static Tensor Chosen(Tensor x, int[] rows) => torch.stack([.. rows.Select(row => x.select(0, row))]);

    /// <summary>Numbers from a normal distribution, the same in every process.</summary>
    private Tensor Noise(long[] shape, double deviation = 1)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
        {
            var length = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            values[i] = (float)(deviation * length * Math.Cos(2 * Math.PI * random.NextDouble()));
        }
        return torch.tensor(values, shape);
    }

    /// <param name="found">[batch, places, dim]</param>
    /// <param name="expected">the same shape</param>
    /// <param name="first">number of the first place</param>
    /// <param name="say">what is wrong where a place differs</param>
    /// <param name="hint">what may help</param>
    private void Compare(Tensor found, Tensor expected, int first, Func<int, string> say, string hint = "")
    {
        var most = Math.Max((double)expected.abs().max().item<float>(), 1e-6);
        for (var place = 0; place < found.shape[1]; place++)
        {
            var difference = (double)(found.select(1, place) - expected.select(1, place)).abs().max().item<float>();
            if (!(difference <= Close * most))
                throw Failed(
                    $"{say(first + place)}, by {difference:G3} where values go up to {most:G3}{(hint.Length > 0 ? $"; {hint}" : "")}");
        }
    }

    private BlockCheckException Failed(string what) => new($"{module.GetName()} {what}");

    private static string Shape(Tensor x) => $"[{string.Join(", ", x.shape)}] of {x.dtype}";
}
