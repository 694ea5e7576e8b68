using Pipelines.Runtime.Graph;

namespace Pipelines.Runtime.Tests;

public sealed class StageOrder
{
    private readonly SmallPipeline pipeline = new();

    [Fact]
    public void Every_stage_comes_after_what_it_needs() =>
        StageGraph.InOrder(pipeline.Stages.Reverse()).Select(stage => stage.Name).ShouldBe(["tokenizer", "first", "other", "second"]);

    [Fact]
    public void Stages_that_nothing_binds_stay_in_their_order() =>
        StageGraph.InOrder(pipeline.Stages).Select(stage => stage.Name).ShouldBe(["tokenizer", "other", "first", "second"]);

    [Fact]
    public void A_wanted_stage_brings_what_it_needs_alone() =>
        StageGraph.InOrder([pipeline.First]).Select(stage => stage.Name).ShouldBe(["tokenizer", "first"]);
}
