using Pipelines.Generators.Emission.Models;
using Pipelines.Generators.Emission.Stages;
using Pipelines.Spec;

namespace Pipelines.Generators.Planning;

/// <summary>Who has which class. Names count as equal whatever their case, since files of emitted code are named for them.</summary>
internal sealed class Claims
{
    private readonly Dictionary<string, Claim> owners = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a file has the class already.</summary>
    public bool Has(string className) => owners.ContainsKey(className);

    /// <summary>Gives a file its classes.</summary>
    public void Add(PipelineUnit pipeline, IEnumerable<ModelUnit> models)
    {
        foreach (var claim in Wanted(pipeline, models))
            if (!Has(claim.ClassName)) owners.Add(claim.ClassName, claim);
    }

    /// <summary>The classes that the file at <paramref name="path"/> asks for and cannot share with the file that has them.</summary>
    public IEnumerable<Contest> Contests(PipelineUnit pipeline, IEnumerable<ModelUnit> models, string path)
    {
        foreach (var claim in Wanted(pipeline, models))
            if (owners.TryGetValue(claim.ClassName, out var owner) && claim.Obstacle(owner) is { } obstacle)
                yield return new(path, claim.ClassName, $"{obstacle}; give one of them another name");
    }

    /// <summary>Those of <paramref name="standIns"/> whose classes no file has, each once.</summary>
    public IEnumerable<StandIn> Without(IEnumerable<StandIn> standIns) => standIns
        .Where(standIn => !Has(standIn.ClassName))
        .GroupBy(standIn => standIn.ClassName, StringComparer.OrdinalIgnoreCase)
        .Select(same => same.First());

    private static IEnumerable<Claim> Wanted(PipelineUnit pipeline, IEnumerable<ModelUnit> models) => models
        .Select(model => new Claim(model.ClassName, Structure.Of(model.Model), pipeline.Path))
        .Append(new(pipeline.ClassName, null, pipeline.Path));

    /// <param name="ClassName">the class</param>
    /// <param name="Structure">the structure of the model; null for a pipeline, which shares its class with no other</param>
    /// <param name="Path">the file</param>
    private sealed record Claim(string ClassName, string? Structure, string Path)
    {
        public string? Obstacle(Claim owner) =>
            ClassName != owner.ClassName ? $"{ClassName} and {owner.ClassName}, a class of {owner.Path}, differ in case alone"
            : Structure is null || owner.Structure is null ? $"{ClassName} is a class of {owner.Path} already"
            : Structure != owner.Structure ? $"{ClassName} is a model of {owner.Path} already, with another structure"
            : null;
    }
}
