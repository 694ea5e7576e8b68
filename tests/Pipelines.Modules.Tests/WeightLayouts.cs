using Pipelines.Formats.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

/// <summary>Files that hold a model's weights in another layout, or under older names, than its own.</summary>
public sealed class WeightLayouts : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mlp", "mlp", false)]
    [InlineData("block_sparse_moe", "mlp", true)]
    [InlineData("block_sparse_moe", "block_sparse_moe", true)]
    public void Experts_in_one_tensor_load_as_experts_of_their_own(string ours, string theirs, bool mixtral)
    {
        using var model = new Layer(ours, () => new Moe(4, 6, 3, 2, mixtral ? MoeNames.Mixtral : MoeNames.Default));
        var gateUp = Numbers(3 * 12 * 4, from: 0);
        var down = Numbers(3 * 4 * 6, from: 1000);
        SafetensorsWriter.Write(folder["fused.safetensors"],
        [
            Source($"layers.0.{ours}.gate.weight", [3, 4], Numbers(12, from: 2000)),
            Source($"layers.0.{theirs}.experts.gate_up_proj", [3, 12, 4], gateUp),
            Source($"layers.0.{theirs}.experts.down_proj", [3, 4, 6], down),
        ]);
        Weights.Load(model, folder["fused.safetensors"]);

        for (var expert = 0; expert < 3; expert++)
        {
            var part = ((Moe)model.Part).experts[expert];
            part.gate.weight.data<float>().ToArray().ShouldBe(gateUp.AsSpan(expert * 48, 24).ToArray());
            part.up.weight.data<float>().ToArray().ShouldBe(gateUp.AsSpan(expert * 48 + 24, 24).ToArray());
            part.down.weight.data<float>().ToArray().ShouldBe(down.AsSpan(expert * 24, 24).ToArray());
        }
    }

    [Fact]
    public void Experts_of_another_width_are_in_the_table()
    {
        using var model = new Layer("mlp", () => new Moe(4, 6, 3, 2));
        SafetensorsWriter.Write(folder["fused.safetensors"],
        [
            Source("layers.0.mlp.gate.weight", [3, 4], Numbers(12, from: 0)),
            Source("layers.0.mlp.experts.gate_up_proj", [2, 10, 4], Numbers(80, from: 0)),
            Source("layers.0.mlp.experts.down_proj", [3, 4, 6], Numbers(72, from: 0)),
        ]);
        var misfits = Should.Throw<WeightsException>(() => Weights.Load(model, folder["fused.safetensors"])).Misfits;
        misfits.Count(misfit => misfit.Kind == MisfitKind.Misshapen && misfit.Found == "F32 [5, 4]").ShouldBe(4);
        misfits.Count(misfit => misfit.Kind == MisfitKind.Missing && misfit.Name.StartsWith("layers.0.mlp.experts.2.")).ShouldBe(2);
    }

    [Fact]
    public void Norms_may_be_called_gamma_and_beta()
    {
        using var model = new Layer("LayerNorm", () => new LayerNorm(3, 1e-5));
        SafetensorsWriter.Write(folder["old.safetensors"],
            [Source("layers.0.LayerNorm.gamma", [3], [1, 2, 3]), Source("layers.0.LayerNorm.beta", [3], [4, 5, 6])]);
        Weights.Load(model, folder["old.safetensors"]);
        ((LayerNorm)model.Part).weight.data<float>().ToArray().ShouldBe([1, 2, 3]);
        ((LayerNorm)model.Part).bias.data<float>().ToArray().ShouldBe([4, 5, 6]);
    }

    [Fact]
    public void Embeddings_may_be_called_in_the_singular()
    {
        using var model = new Layer("embeddings", () => new Embedding(2, 2));
        SafetensorsWriter.Write(folder["old.safetensors"], [Source("layers.0.embedding.weight", [2, 2], [1, 2, 3, 4])]);
        Weights.Load(model, folder["old.safetensors"]);
        ((Embedding)model.Part).weight.data<float>().ToArray().ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void A_loaded_model_outlives_its_file_and_never_changes_it()
    {
        using var model = new Linear(3, 2);
        var path = folder["model.safetensors"];
        SafetensorsWriter.Write(path, [Source("weight", [2, 3], [1, 2, 3, 4, 5, 6])]);
        var before = File.ReadAllBytes(path);
        Weights.Load(model, path);
        using (torch.no_grad()) model.weight.mul_(2);
        File.ReadAllBytes(path).ShouldBe(before);
        File.Delete(path);
        GC.Collect();
        model.weight.data<float>().ToArray().ShouldBe([2, 4, 6, 8, 10, 12]);
    }

    [Fact]
    public void A_loaded_model_learns()
    {
        using var model = new Linear(3, 1);
        SafetensorsWriter.Write(folder["model.safetensors"], [Source("weight", [1, 3], [1, 2, 3])]);
        Weights.Load(model, folder["model.safetensors"]);
        model.weight.requires_grad.ShouldBeTrue();
        using var x = torch.tensor([1f, 10f, 100f]).reshape(1, 3);
        using var y = model.call(x);
        y.backward();
        model.weight.grad!.data<float>().ToArray().ShouldBe([1, 10, 100]);
    }

    [Fact]
    public void A_model_that_is_made_to_be_loaded_draws_no_random_numbers()
    {
        SmallModels.Create("llama", seed: 8).Dispose();
        using var after = torch.rand(4);
        torch.manual_seed(8);
        using (Modules.FreshWeights.Skip()) new Quickstart.DocsLm(SmallModels.Llama).Dispose();
        using var untouched = torch.rand(4);
        torch.manual_seed(8);
        using var first = torch.rand(4);
        untouched.HasTheBytesOf(first).ShouldBeTrue();
        after.HasTheBytesOf(first).ShouldBeFalse();
    }

    [Fact]
    public void A_tensor_that_is_not_aligned_loads_too()
    {
        using var model = new Linear(2, 1);
        var header = """{"__metadata__":{"format":"pt"},"weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}} """u8.ToArray();
        (header.Length % 4).ShouldNotBe(0);
        byte[] data = [.. BitConverter.GetBytes(7f), .. BitConverter.GetBytes(8f)];
        File.WriteAllBytes(folder["odd.safetensors"], [.. BitConverter.GetBytes((long)header.Length), .. header, .. data]);
        Weights.Load(model, folder["odd.safetensors"]);
        model.weight.data<float>().ToArray().ShouldBe([7, 8]);
    }

    private static float[] Numbers(int count, int from) => [.. Enumerable.Range(from, count).Select(i => (float)i)];

    private static SafetensorsSource Source(string name, long[] shape, float[] values) => new(
        name, SafetensorsType.F32, shape, stream => stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values)));

    /// <summary>One part under <c>layers.0</c> and a name.</summary>
    private sealed class Layer : nn.Module
    {
        public Layer(string name, Func<nn.Module> create)
            : base(nameof(Layer))
        {
            Part = create();
            var zero = new Holder();
            zero.Register(name, Part);
            this.Register("layers", new BlockList<Holder>(1, () => zero));
        }

        public nn.Module Part { get; }

        protected override void RegisterComponents()
        {
        }
    }

    private sealed class Holder() : nn.Module(nameof(Holder))
    {
        protected override void RegisterComponents()
        {
        }
    }
}
