using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Adapters;

public sealed class MergedAdapters
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string family in SmallModels.Families)
            {
                cases.Add(family, "lora");
                cases.Add(family, "dora");
            }
            cases.Add("llama", "qlora");
            cases.Add("gpt2", "qlora");
            cases.Add("gpt2", "qdora");
            cases.Add("latent", "qlora");
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Leave_logits_as_they_were(string family, string kind)
    {
        using var model = SmallModels.CreateRough(family);
        using var ids = SmallModels.Ids(batch: 2, time: 9);
        string[] shapes = [.. model.parameters().Select(parameter => string.Join(",", parameter.shape))];
        var adapter = AttachedModels.AttachRough(model, AttachedModels.Options(kind));
        using var apart = model.call(ids);
        adapter.Merge();
        using var merged = model.call(ids);
        model.parameters().Select(parameter => string.Join(",", parameter.shape)).ShouldBe(shapes);
        merged.ShouldBeWithin(apart, 1e-5, "logits");
        AdapterSet.Of(model).ShouldBeEmpty();
        model.parameters().ShouldAllBe(parameter => parameter.requires_grad);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decode_as_the_whole_sequence_says(string family, string kind)
    {
        using var model = SmallModels.CreateRough(family);
        model.eval();
        using var ids = SmallModels.Ids(batch: 2, time: 6);
        using var adapter = AttachedModels.AttachRough(model, AttachedModels.Options(kind));
        using var whole = model.call(ids);
        using var last = whole.select(1, 5);
        using var state = model.NewState(batch: 2);
        using var prompt = ids.narrow(1, 0, 5);
        using var next = ids.narrow(1, 5, 1);
        model.decode(prompt, state).Dispose();
        using var decoded = model.decode(next, state);
        decoded.ShouldBeWithin(last, 1e-4, "last logits");
    }
}
