namespace Pipelines.Modules.Tests.Adapters;

public sealed class Targets
{
    [Theory]
    [InlineData("q_proj", "model.layers.0.self_attn.q_proj", true)]
    [InlineData("q_proj", "q_proj", true)]
    [InlineData("proj", "model.layers.0.self_attn.q_proj", false)]
    [InlineData("self_attn.q_proj", "model.layers.0.self_attn.q_proj", true)]
    [InlineData("layers.[0-3].*.q_proj", "model.layers.3.self_attn.q_proj", true)]
    [InlineData("layers.[0-3].*.q_proj", "model.layers.4.self_attn.q_proj", false)]
    [InlineData("layers.?.mlp.*", "model.layers.7.mlp.up_proj", true)]
    [InlineData("layers.?.mlp.*", "model.layers.17.mlp.up_proj", false)]
    [InlineData("*_proj", "model.layers.17.mlp.up_proj", true)]
    [InlineData("ayers.*", "model.layers.17.mlp.up_proj", false)]
    [InlineData("w[12", "experts.w[12", true)]
    public void Are_names_or_patterns_over_the_ends_of_paths(string target, string path, bool matches) =>
        AdapterTargets.Matches(target, path).ShouldBe(matches);

    [Theory]
    [InlineData("llama", 14)]
    [InlineData("untied llama", 14)]      // not the head
    [InlineData("gpt2", 8)]
    [InlineData("mixtral", 32)]           // four experts of three in each block, not the router
    [InlineData("mamba2", 4)]
    public void Are_all_projections_of_the_blocks_when_none_is_named(string family, int count)
    {
        using var model = SmallModels.Create(family);
        AdapterTargets.Of(model, []).Count.ShouldBe(count);
    }

    [Fact]
    public void That_match_nothing_list_what_they_could_match()
    {
        using var model = SmallModels.Create("untied llama");
        var message = Should.Throw<AdapterTargetException>(() => AdapterTargets.Of(model, ["q_proj", "c_attn"])).Message;
        message.ShouldBe(
            "the adapter's target 'c_attn' matches no projection of UntiedLlama; there are down_proj, gate_proj, k_proj, o_proj, q_proj, " +
            "up_proj, v_proj (whole paths are like model.layers.1.mlp.down_proj)");
        Should.Throw<AdapterTargetException>(() => AdapterTargets.Of(model, ["lm_head"]));
    }
}
