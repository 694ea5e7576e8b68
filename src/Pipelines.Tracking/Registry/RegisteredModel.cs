namespace Pipelines.Tracking;

/// <summary>A name under which versions of a model are kept, in MLflow's terms.</summary>
/// <param name="Name">unique in its store</param>
/// <param name="Created">when its first version was registered</param>
/// <param name="Versions">those that there are, newest first</param>
public sealed record RegisteredModel(string Name, DateTimeOffset Created, IReadOnlyList<ModelVersion> Versions);

/// <summary>A version of a registered model. What it points to never changes; aliases come and go.</summary>
/// <param name="Model">the model's name</param>
/// <param name="Number">from 1; the number of a version that was deleted is not given again</param>
/// <param name="Run">the id of the run that made it</param>
/// <param name="Stage">the stage that the run was of</param>
/// <param name="Artifact">the fingerprint of what was made, 64 hexadecimal digits</param>
/// <param name="Created">when it was registered</param>
/// <param name="Description">for people; may be empty</param>
/// <param name="Tags">what is known about it, by key</param>
/// <param name="Aliases">what else it is called, such as <c>champion</c>, in alphabetical order</param>
public sealed record ModelVersion(
    string Model,
    long Number,
    string Run,
    string Stage,
    string Artifact,
    DateTimeOffset Created,
    string Description,
    IReadOnlyDictionary<string, string> Tags,
    IReadOnlyList<string> Aliases)
{
    /// <summary>The model's name and the version's number, for people.</summary>
    public string Title => $"{Model} {Number}";
}

/// <summary>What is registered.</summary>
/// <param name="Model">the model's name, which is made when it is new</param>
/// <param name="Run">the id of the run that made it</param>
/// <param name="Stage">the stage that the run was of</param>
/// <param name="Artifact">the fingerprint of what was made</param>
/// <param name="Description">for people; may be empty</param>
/// <param name="Tags">what is known about it, by key</param>
public sealed record NewModelVersion(
    string Model, string Run, string Stage, string Artifact, string Description, IReadOnlyDictionary<string, string> Tags);
