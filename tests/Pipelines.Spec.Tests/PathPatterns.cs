using System.Text.RegularExpressions;

namespace Pipelines.Spec.Tests;

/// <summary>What an adapter's targets mean.</summary>
public sealed class PathPatterns
{
    private const string Path = "model.layers.12.self_attn.q_proj";

    [Theory]
    [InlineData("q_proj", true)]
    [InlineData("proj", false)]
    [InlineData("self_attn.q_proj", true)]
    [InlineData("attn.q_proj", false)]
    [InlineData("model.layers.12.self_attn.q_proj", true)]
    [InlineData("layers.[0-3].*.q_proj", false)]
    [InlineData("layers.1[0-3].*.q_proj", true)]
    [InlineData("layers.*.q_proj", true)]
    [InlineData("*_proj", true)]
    [InlineData("[qkv]_proj", true)]
    [InlineData("[kv]_proj", false)]
    [InlineData("*", true)]
    [InlineData("?_proj", true)]
    [InlineData("?q_proj", false)]
    [InlineData("", false)]
    [InlineData("[", false)]
    [InlineData("layers.[3-0]*", false)]
    [InlineData("q.proj", false)]
    public void Are_names_or_patterns_over_the_end_of_a_path(string target, bool matches) =>
        ProjectionPaths.Match(target, Path).ShouldBe(matches);

    [Fact]
    public void Match_as_regular_expressions_would()
    {
        var random = new Random(5);
        for (var i = 0; i < 5000; i++)
        {
            var (target, path) = (Text(random, "ab.*"), Text(random, "ab."));
            var form = new Regex($@"(^|\.){Regex.Escape(target).Replace(@"\*", ".*")}\z");
            ProjectionPaths.Match(target, path).ShouldBe(form.IsMatch(path), $"{target} {path}");
        }
    }

    [Theory]
    [InlineData("family: llama, heads: 4", "q_proj k_proj v_proj o_proj gate_proj up_proj down_proj")]
    [InlineData("family: gpt2, heads: 4", "c_attn c_proj c_fc")]
    [InlineData("family: mamba", "in_proj x_proj out_proj")]
    [InlineData("family: mixtral, heads: 4", "q_proj k_proj v_proj o_proj w1 w3 w2")]
    public void May_be_every_projection_of_the_blocks(string model, string names) =>
        ProjectionPaths.Of(Models.Read($"{model}, vocab: 300, dim: 64, layers: 2, context: 64")).Select(path => path.Split('.')[^1]).Distinct().ShouldBe(names.Split(' '));

    private static string Text(Random random, string letters) =>
        new(Enumerable.Range(0, random.Next(7)).Select(_ => letters[random.Next(letters.Length)]).ToArray());
}
