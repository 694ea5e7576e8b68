using Pipelines.Modules;
using Pipelines.Spec;

namespace Pipelines.Families.Tests;

/// <summary>What the pages of <c>docs/families</c> say holds.</summary>
public sealed class Pages
{
    public static TheoryData<string> All => FamilyPage.All;

    [Fact]
    public void Every_family_has_a_page()
    {
        var words = ((IEnumerable<object[]>)All).Select(row => (string)row[0]);
        words.Except(["composed"]).Count().ShouldBe(Enum.GetValues<Family>().Length - 1);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_cost_model_counts_the_parameters_that_the_module_has(string family)
    {
        using var model = FamilyPage.Build(family);
        var spec = FamilyPage.Read(family);
        var nodes = ShapeInference.Of(spec, FamilyPage.Vocab).SelectMany(node => node.Weights);
        var expected = nodes.Select(weight => $"{weight.Name} [{string.Join(", ", weight.Sizes)}]").Order();
        var actual = model.state_dict().Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]").Order();
        actual.ShouldBe(expected);
    }
}
