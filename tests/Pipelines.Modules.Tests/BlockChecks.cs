using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules.Tests;

/// <summary>What a check of one's own block accepts, and what it says of a block with a mistake.</summary>
public sealed class BlockChecks
{
    private const int Dim = 16;

    public static TheoryData<string> Mixers => ["attention", "windowed", "latent", "mamba", "mamba2"];

    [Theory]
    [MemberData(nameof(Mixers))]
    public void Every_mixer_that_models_have_passes(string name)
    {
        torch.manual_seed(1);
        using SequenceLayer mixer = name switch
        {
            "attention" => new Attention(Dim, heads: 4, kvHeads: 2, headDim: 4),
            "windowed" => new Attention(Dim, heads: 4, kvHeads: 2, headDim: 4, window: 5),
            "latent" => new LatentAttention(
                Dim, heads: 2, queryRank: 8, kvRank: 8, nopeHeadDim: 4, ropeHeadDim: 4, valueHeadDim: 4, new RotaryEmbedding(4, 500, 24)),
            "mamba" => new Mamba(Dim, 32, state: 4, conv: 3, dtRank: 2),
            _ => new Mamba2(Dim, heads: 4, headDim: 8, state: 4, chunk: 8),
        };
        new BlockCheck(mixer, Dim).All();
    }

    [Fact]
    public void A_feed_forward_passes()
    {
        using var layer = new SwiGlu(Dim, 24);
        new BlockCheck(layer, Dim).All();
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "narrows", "Mistaken makes [3, 23, 16] of Float32 of [3, 24, 16] of Float32; expected the same shape and type" },
        { "widens", "Mistaken makes [3, 24, 16] of Float32 of [3, 24, 16] of BFloat16" },
        { "disposes", "Mistaken disposes its input" },
        { "overwrites", "Mistaken changes its input in place" },
        { "looks ahead", "Mistaken is not causal: other inputs from place 1 on change its result at place 0, by" },
        { "forgets", "Mistaken decodes otherwise than it reads the whole: a piece of 1 after 1 differs at place 1, by" },
        { "keeps", "Mistaken differs at place 7 after its state kept rows [2, 0, 0]" },
        { "mixes texts", "Mistaken lets texts of one row see each other: its result at place 9" },
        { "sees padding", "Mistaken sees the padding of a batch: with 5 places in front, its result at place 5 is another" },
        { "idle", "Mistaken: the gradient of idle is missing" },
        { "multiplies by zero", "Mistaken: the gradient of idle is zero" },
        { "cuts", "Mistaken: the gradient of its input is " },
        { "leaks", "Mistaken leaves 2 tensors behind" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_said_with_its_place(string mistake, string said)
    {
        using var block = new Mistaken(mistake);
        Should.Throw<BlockCheckException>(new BlockCheck(block, Dim).All).Message.ShouldStartWith(said);
    }

    [Fact]
    public void Without_a_mistake_the_same_block_passes()
    {
        using var block = new Mistaken("");
        new BlockCheck(block, Dim).All();
    }

    [Fact]
    public void What_other_threads_leave_behind_is_not_the_blocks()
    {
        using var block = new Mistaken("");
        var left = new List<Tensor>();
        var (begun, done) = (new ManualResetEventSlim(), false);
        var other = new Thread(() =>
        {
            while (!Volatile.Read(ref done))
            {
                left.Add(torch.zeros(1));
                begun.Set();
            }
        });
        other.Start();
        begun.Wait();
        try
        {
            for (var round = 0; round < 5; round++) new BlockCheck(block, Dim).FreesItsTensors();
        }
        finally
        {
            Volatile.Write(ref done, true);
            other.Join();
            left.ForEach(tensor => tensor.Dispose());
        }
    }

    /// <summary>The token before, through a matrix; and one mistake.</summary>
    private sealed class Mistaken : SequenceLayer
    {
        private readonly string mistake;
        private readonly Linear proj;
        private readonly Parameter? idle;
        private readonly List<Tensor> left = [];

        public Mistaken(string mistake)
            : base(nameof(Mistaken))
        {
            this.mistake = mistake;
            proj = this.Register("proj", new Linear(Dim, Dim));
            if (mistake is not ("idle" or "multiplies by zero")) return;
            idle = new Parameter(zeros([1]));
            register_parameter("idle", idle);
        }

        public override Tensor forward(Tensor x, Pass pass)
        {
            using var scope = NewDisposeScope();
            var (batch, time) = (x.shape[0], x.shape[1]);
            var rows = mistake == "mixes texts" ? x.alias() : pass.Apart(x.alias());
            var seen = mistake == "sees padding" ? rows : pass.Blank(rows);
            var state = mistake == "forgets" ? null : pass.State;
            var last = state?.Of(this, () => new Last(zeros([batch, 1, Dim], x.dtype), mistake == "keeps"));
            var whole = cat([last?.Token ?? zeros([rows.shape[0], 1, Dim], x.dtype), seen], 1);
            last?.Token.copy_(whole.narrow(1, rows.shape[1], 1));
            var before = mistake == "looks ahead" ? seen.roll(-1, 1) : whole.narrow(1, 0, rows.shape[1]);
            var result = mistake == "mixes texts" ? proj.call(before) : pass.Together(proj.call(before));
            if (mistake == "overwrites") x.mul_(2);
            if (mistake == "multiplies by zero") result += (idle! * 0).to_type(result.dtype);
            if (mistake == "cuts") result += x.detach();
            if (mistake == "leaks") left.Add(x.clone().DetachFromDisposeScope());
            if (mistake == "narrows") result = result.narrow(1, 0, time - 1);
            if (mistake == "widens") result = result.to_type(ScalarType.Float32);
            if (mistake == "disposes") x.Dispose();
            return result.MoveToOuterDisposeScope();
        }

        private sealed class Last(Tensor token, bool stays) : LayerState
        {
            public Tensor Token { get; private set; } = token.DetachFromDisposeScope();

            public override void Keep(Tensor rows)
            {
                if (!stays) Token = Kept(Token, rows);
            }

            protected override void Dispose(bool disposing) => Token.Dispose();
        }
    }
}
