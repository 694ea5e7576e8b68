namespace Pipelines.Spec.Tests;

/// <summary>What is written from the definitions and committed.</summary>
public sealed class EmittedPages
{
    [Fact]
    public void The_schema_is_current() =>
        Snapshot.ShouldBeCurrent(Repository.File("schemas", "pipeline.schema.json"), PipelineSchema.Write());

    [Fact]
    public void The_settings_reference_is_current() =>
        Snapshot.ShouldBeCurrent(Repository.File("docs", "settings.md"), SettingsReference.Page());
}
