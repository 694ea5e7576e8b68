using Pipelines.Generators.Emission.Models;
using Pipelines.Generators.Emission.Stages;
using Pipelines.Spec;

namespace Pipelines.Generators.Planning;

/// <summary>Who has which class. Names count as equal whatever their case, since files of emitted code are named for them.</summary>
internal sealed class Claims
{
    private readonly Dictionary<string, (string Structure, string Path)> owners = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a file has the class already.</summary>
    public bool Has(string className) => owners.ContainsKey(className);

    /// <summary>Gives a file its classes.</summary>
    public void Add(PipelineUnit pipeline, IEnumerable<ModelUnit> models)
    {
        foreach (var (className, structure) in Wanted(pipeline, models))
            if (!Has(className)) owners.Add(className, (structure, pipeline.Path));
    }

    /// <summary>The classes that the file at <paramref name="path"/> asks for and others have with another structure.</summary>
    public IEnumerable<Contest> Contests(PipelineUnit pipeline, IEnumerable<ModelUnit> models, string path)
    {
        foreach (var (className, structure) in Wanted(pipeline, models))
            if (owners.TryGetValue(className, out var owner) && owner.Structure != structure)
                yield return new(path, className, owner.Path);
    }

    /// <summary>A pipeline's class is its file's alone; a model's may be shared under one exact name.</summary>
    private static IEnumerable<(string ClassName, string Structure)> Wanted(PipelineUnit pipeline, IEnumerable<ModelUnit> models) =>
        models.Select(model => (model.ClassName, $"{model.ClassName} {Structure.Of(model.Model)}"))
            .Append((pipeline.ClassName, pipeline.Path));
}
