using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>Names of the file that become the same identifier, or one that is taken.</summary>
internal static class GeneratedNames
{
    /// <summary>Members that every pipeline class has; a stage is a property beside them.</summary>
    private static readonly string[] Members =
    [
        "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "RunAsync", "ToString", "Yaml",
    ];

    /// <summary>Reports each name that collides with an earlier one.</summary>
    /// <param name="pipeline">the pipeline's name</param>
    /// <param name="reading">takes what is wrong</param>
    public static void Check(string pipeline, Reading reading)
    {
        var pipelineClass = $"{CSharpName.Of(pipeline)}Pipeline";
        var classes = new Dictionary<string, string> { [pipelineClass] = $"the pipeline '{pipeline}'" };
        foreach (var model in reading.Names.Models.All) Claim(classes, "models", model, $"the model '{model}'", reading);

        var members = Members.ToDictionary(member => member, _ => "a member of every pipeline class");
        members[pipelineClass] = $"the pipeline '{pipeline}'";
        foreach (var stage in reading.Names.Stages.All) Claim(members, "stages", stage, $"the stage '{stage}'", reading);
    }

    private static void Claim(Dictionary<string, string> taken, string section, string name, string owner, Reading reading)
    {
        var identifier = CSharpName.Of(name);
        if (taken.TryGetValue(identifier, out var other))
        {
            reading.Report(
                Rules.NameCollision, reading.Positions.At($"{section}.{name}")!.Key,
                $"{owner} becomes {identifier} in C#, and so does {other}; rename one of them");
        }
        else taken.Add(identifier, owner);
    }
}
