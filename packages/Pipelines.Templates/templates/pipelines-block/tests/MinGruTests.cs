using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Blocks.Tests;

public sealed class MinGruTests : IDisposable
{
    private const int Dim = 16, Vocab = 31, Time = 16;

    private readonly MinGru block = new(Dim, expand: 2);

    public MinGruTests() => torch.manual_seed(1);

    public void Dispose() => block.Dispose();

    // What models ask of every block; a check that fails says at which place and by how much.

    [Fact]
    public void It_keeps_shape_and_type() => new BlockCheck(block, Dim).KeepsShape();

    [Fact]
    public void No_token_sees_a_later_one() => new BlockCheck(block, Dim).IsCausal();

    [Fact]
    public void Token_by_token_it_gives_what_the_whole_gives() => new BlockCheck(block, Dim).DecodesAsWhole();

    [Fact]
    public void Texts_of_one_row_do_not_see_each_other() => new BlockCheck(block, Dim).KeepsTextsApart();

    [Fact]
    public void Padding_in_front_changes_nothing() => new BlockCheck(block, Dim).IgnoresPadding();

    [Fact]
    public void Gradients_flow_and_are_right() => new BlockCheck(block, Dim).PassesGradients();

    [Fact]
    public void No_tensor_is_left_behind() => new BlockCheck(block, Dim).FreesItsTensors();

    // What this block claims, and what a model of it can do.

    [Fact]
    public void It_computes_the_recurrence_of_the_paper()
    {
        using var untracked = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var parameter in block.parameters()) nn.init.normal_(parameter, 0, 0.3);
        var x = torch.randn([2, 9, Dim]);
        var found = block.call(x, new Pass(ScalarType.Float32));

        var hidden = torch.zeros([2, 2 * Dim]);
        for (var t = 0; t < 9; t++)
        {
            var token = x.select(1, t);
            var gate = block.gate_proj.call(token).sigmoid();
            hidden = (1 - gate) * hidden + gate * block.in_proj.call(token);
            Assert.True(block.out_proj.call(hidden).allclose(found.select(1, t), 1e-4, 1e-5), $"place {t}");
        }
    }

    [Fact]
    public void A_model_of_it_learns_one_batch_by_heart()
    {
        using var model = SmallModel();
        using var tokens = torch.randint(Vocab, [2, Time + 1]);
        using var ids = tokens.narrow(1, 0, Time);
        using var targets = tokens.narrow(1, 1, Time);
        var optimizer = torch.optim.AdamW(model.parameters(), lr: 1e-2);
        var loss = double.PositiveInfinity;
        for (var step = 0; step < 150 && loss > 0.05; step++)
        {
            optimizer.zero_grad();
            using var sum = model.loss(ids, targets);
            using var mean = sum / (2 * Time);
            mean.backward();
            optimizer.step();
            loss = mean.item<float>();
        }
        Assert.True(loss <= 0.05, $"after 150 steps its loss is {loss:0.000}; a guess has {Math.Log(Vocab):0.000}");
    }

    [Fact]
    public void A_model_of_it_decodes_what_it_reads_whole()
    {
        using var model = SmallModel();
        model.eval();
        using var untracked = torch.no_grad();
        using var ids = torch.randint(Vocab, [2, Time]);
        using var whole = model.call(ids);                      // [batch, time, vocab]
        using var state = model.NewState(batch: 2);
        for (var t = 0; t < Time; t++)
        {
            using var token = ids.narrow(1, t, 1);
            using var logits = model.decode(token, state);      // [batch, vocab]
            using var expected = whole.select(1, t);
            Assert.True(logits.allclose(expected, 1e-3, 1e-4), $"place {t}");
        }
    }

    /// <summary>The model that the build emits from blocks.pipeline.yaml, in small.</summary>
    private static RecurrentLm SmallModel() => new(new RecurrentLm.Options(Vocab: Vocab, Context: Time, Dim: 32));
}
