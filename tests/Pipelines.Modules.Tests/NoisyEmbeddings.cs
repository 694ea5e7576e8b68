using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

/// <summary>Noise on the embeddings of tokens.</summary>
public sealed class NoisyEmbeddings
{
    [Fact]
    public void It_is_uniform_up_to_alpha_over_the_root_of_time_times_dim()
    {
        using var scope = NewDisposeScope();
        manual_seed(1).Dispose();
        using var embedding = new Embedding(10, 16);
        INoisyEmbedding noisy = embedding;
        noisy.Noise = 5;
        embedding.train();
        var ids = zeros([50, 25], ScalarType.Int64);
        var noise = embedding.call(ids) - embedding.weight[0];
        const double most = 5 / 20.0;

        noise.abs().max().item<float>().ShouldBeInRange((float)(0.999 * most), (float)most + 1e-6f);
        noise.mean().item<float>().ShouldBe(0, 0.004 * most * 10);
        noise.square().mean().item<float>().ShouldBe((float)(most * most / 3), most * most / 100);    // a uniform number's variance
        embedding.eval();
        embedding.call(ids).HasTheBytesOf(embedding.weight[0].expand(50, 25, 16)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("gpt2")]
    [InlineData("gemma2")]
    public void Models_have_it_while_training_alone_and_only_when_asked(string family)
    {
        using var model = SmallModels.CreateRough(family);
        using var scope = NewDisposeScope();
        var ids = SmallModels.Ids(2, 9);
        model.train();
        var clean = model.loss(ids, ids).item<float>();
        model.EmbeddingNoise = 5;
        var (first, second) = (model.loss(ids, ids).item<float>(), model.loss(ids, ids).item<float>());
        first.ShouldNotBe(clean);
        first.ShouldNotBe(second);
        model.loss(ids, ids).backward();
        model.HeadWeight.grad.ShouldNotBeNull();
        model.eval();
        model.loss(ids, ids).item<float>().ShouldBe(clean);
        model.train();
        model.EmbeddingNoise = 0;
        model.loss(ids, ids).item<float>().ShouldBe(clean);
        Should.Throw<ArgumentOutOfRangeException>(() => model.EmbeddingNoise = -1);
    }
}
