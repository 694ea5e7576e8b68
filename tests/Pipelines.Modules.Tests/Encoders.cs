using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

public sealed class Encoders
{
    [Fact]
    public void Have_the_names_and_shapes_of_berts_checkpoints()
    {
        using var model = SmallModels.CreateBert();
        var expected = new Dictionary<string, long[]>
        {
            ["bert.embeddings.word_embeddings.weight"] = [61, 32],
            ["bert.embeddings.position_embeddings.weight"] = [40, 32],
            ["bert.embeddings.token_type_embeddings.weight"] = [2, 32],
            ["bert.embeddings.LayerNorm.weight"] = [32],
            ["bert.embeddings.LayerNorm.bias"] = [32],
            ["cls.predictions.transform.dense.weight"] = [32, 32],
            ["cls.predictions.transform.dense.bias"] = [32],
            ["cls.predictions.transform.LayerNorm.weight"] = [32],
            ["cls.predictions.transform.LayerNorm.bias"] = [32],
            ["cls.predictions.bias"] = [61],
        };
        for (var i = 0; i < 2; i++)
        {
            foreach (var (part, shape) in new (string, long[])[]
            {
                ("attention.self.query", [32, 32]), ("attention.self.key", [32, 32]), ("attention.self.value", [32, 32]),
                ("attention.output.dense", [32, 32]), ("attention.output.LayerNorm", [32]), ("intermediate.dense", [64, 32]),
                ("output.dense", [32, 64]), ("output.LayerNorm", [32]),
            })
            {
                expected[$"bert.encoder.layer.{i}.{part}.weight"] = shape;
                expected[$"bert.encoder.layer.{i}.{part}.bias"] = [shape[0]];
            }
        }
        var actual = model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.shape);
        actual.Keys.ShouldBe(expected.Keys, ignoreOrder: true);
        foreach (var (name, shape) in expected) actual[name].ShouldBe(shape, name);
    }

    [Fact]
    public void Learn_masked_tokens_by_heart()
    {
        using var model = SmallModels.CreateBert();
        using var ids = SmallModels.Ids(batch: 4, time: 16);
        using var targets = ids.clone();
        for (var t = 0; t < 16; t++)
        {
            for (var row = 0; row < 4; row++)
            {
                if (t % 4 == row) ids[row, t] = 0;
                else targets[row, t] = -100;
            }
        }
        var optimizer = torch.optim.AdamW(model.parameters(), lr: 5e-3);
        var loss = double.PositiveInfinity;
        for (var step = 0; step < 150; step++)
        {
            optimizer.zero_grad();
            using var sum = model.loss(ids, targets);
            using var mean = sum / 16;
            mean.backward();
            optimizer.step();
            loss = mean.item<float>();
        }
        loss.ShouldBeLessThan(0.05);
    }

    [Fact]
    public void See_what_follows()
    {
        using var model = SmallModels.CreateBert();
        using var ids = SmallModels.Ids(batch: 1, time: 6);
        using var before = model.hidden(ids).select(1, 0);
        ids[0, 5] = 1 - ids[0, 5].item<long>() % 2;
        using var after = model.hidden(ids).select(1, 0);
        after.HasTheBytesOf(before).ShouldBeFalse();
    }

    [Theory]
    [InlineData(Pooling.Mean)]
    [InlineData(Pooling.Cls)]
    [InlineData(Pooling.Last)]
    public void A_text_has_the_same_vector_beside_longer_ones(Pooling pooling)
    {
        using var model = SmallModels.CreateBert();
        using var ids = SmallModels.Ids(batch: 2, time: 12);
        using var segments = SmallModels.Segments([7, 12], time: 12);
        using var together = model.embed(ids, segments, pooling);
        using var shorter = ids.narrow(0, 0, 1).narrow(1, 0, 7);
        using var alone = model.embed(shorter, pooling: pooling);
        using var first = together.narrow(0, 0, 1);
        together.shape.ShouldBe([2, 32]);
        first.ShouldBeWithin(alone, 1e-5, "vector");

        using var hidden = model.hidden(shorter);
        using var expected = pooling == Pooling.Mean ? hidden.mean([1]) : hidden.select(1, pooling == Pooling.Cls ? 0 : 6);
        alone.ShouldBeWithin(expected, 1e-5, "pooled");
    }

    [Fact]
    public void Computing_in_bfloat16_is_close_to_float32()
    {
        using var model = SmallModels.CreateBert();
        using var ids = SmallModels.Ids(batch: 2, time: 12);
        using var wide = model.call(ids);
        using var wideLoss = model.loss(ids, ids);
        model.ComputeType = ScalarType.BFloat16;
        using var narrow = model.call(ids);
        using var narrowLoss = model.loss(ids, ids);
        narrow.ShouldBeWithin(wide, 0.05, "logits");
        narrowLoss.ShouldBeWithin(wideLoss, 0.02, "loss");
    }

    [Fact]
    public void Nothing_is_lost_where_no_target_counts()
    {
        using var model = SmallModels.CreateBert();
        using var ids = SmallModels.Ids(batch: 2, time: 5);
        using var targets = torch.full_like(ids, -100);
        using var loss = model.loss(ids, targets);
        loss.backward();
        loss.item<float>().ShouldBe(0);
    }

    [Fact]
    public void Leave_nothing_behind()
    {
        using var model = SmallModels.CreateBert();
        using var ids = SmallModels.Ids(batch: 2, time: 8);
        using var segments = SmallModels.Segments([5, 8], time: 8);
        Lifetimes.Flat(() =>
        {
            using (var loss = model.loss(ids, ids, segments)) loss.backward();
            model.zero_grad();
            model.call(ids).Dispose();
            model.embed(ids, segments).Dispose();
            model.embed(ids, pooling: Pooling.Cls).Dispose();
            model.embed(ids, segments, Pooling.Last).Dispose();
        });
    }

    [Fact]
    public void Refuse_segments_and_targets_of_another_shape()
    {
        using var model = SmallModels.CreateBert();
        using var ids = SmallModels.Ids(batch: 2, time: 5);
        using var longer = SmallModels.Ids(batch: 2, time: 6);
        Should.Throw<ArgumentException>(() => model.hidden(ids, longer)).Message.ShouldContain("segments are [2, 6] for ids of [2, 5]");
        Should.Throw<ArgumentException>(() => model.loss(ids, longer)).Message.ShouldContain("targets are [2, 6] for ids of [2, 5]");
    }
}
