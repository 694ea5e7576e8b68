namespace Pipelines.Spec;

/// <summary>What is registered as a version of a model when a stage has made it.</summary>
/// <param name="Name">the registered model's name</param>
/// <param name="Stage">the stage</param>
/// <param name="Alias">what the newest version is called; null for nothing</param>
/// <param name="Description">what is said of versions; null for the line that the stage's run came to</param>
public sealed record RegistrationSpec(string Name, string Stage, string? Alias, string? Description);
