using System.Xml.Linq;

namespace Pipelines.Architecture.Tests;

/// <summary>References between projects go one way: nothing below knows what is above it.</summary>
public sealed class OneWayGraph
{
    /// <summary>Each project and the most that it may reference, directly or through others.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Pipelines.Spec"] = [],
        ["Pipelines.Torch"] = [],
        ["Pipelines.Formats"] = [],
        ["Pipelines.Tokenizers"] = [],
        ["Pipelines.Tracking"] = [],
        ["Pipelines.Generators"] = ["Pipelines.Spec"],
        ["Pipelines.Verification"] = ["Pipelines.Spec", "Pipelines.Sandbox"],
        ["Pipelines.Sandbox"] = [],
        ["Pipelines.Modules"] = ["Pipelines.Torch", "Pipelines.Formats"],
        ["Pipelines.Quantization"] = ["Pipelines.Spec", "Pipelines.Torch", "Pipelines.Formats", "Pipelines.Modules"],
        ["Pipelines.Data"] = ["Pipelines.Spec", "Pipelines.Tokenizers"],
        ["Pipelines.Decoding"] = ["Pipelines.Spec", "Pipelines.Modules", "Pipelines.Data", "Pipelines.Torch", "Pipelines.Formats", "Pipelines.Tokenizers"],
        ["Pipelines.Training"] = ["Pipelines.Decoding", "Pipelines.Spec", "Pipelines.Modules", "Pipelines.Data", "Pipelines.Torch", "Pipelines.Formats", "Pipelines.Tokenizers", "Pipelines.Verification"],
        ["Pipelines.Models"] = ["Pipelines.Spec", "Pipelines.Modules", "Pipelines.Quantization", "Pipelines.Torch", "Pipelines.Formats", "Pipelines.Tokenizers"],
        ["Pipelines.Cpu"] = ["Pipelines.Spec", "Pipelines.Torch", "Pipelines.Formats", "Pipelines.Tokenizers", "Pipelines.Modules", "Pipelines.Quantization", "Pipelines.Data", "Pipelines.Decoding"],
        ["Pipelines.Serving"] = ["Pipelines.Spec", "Pipelines.Torch", "Pipelines.Formats", "Pipelines.Tokenizers", "Pipelines.Modules", "Pipelines.Quantization", "Pipelines.Models", "Pipelines.Data", "Pipelines.Decoding", "Pipelines.Cpu"],
        ["Pipelines.Server"] = ["Pipelines.Spec", "Pipelines.Torch", "Pipelines.Formats", "Pipelines.Tokenizers", "Pipelines.Modules", "Pipelines.Quantization", "Pipelines.Models", "Pipelines.Data", "Pipelines.Decoding", "Pipelines.Cpu", "Pipelines.Serving", "Pipelines.Tracking"],
        ["Pipelines.Runtime"] = ["Pipelines.Spec", "Pipelines.Torch", "Pipelines.Formats", "Pipelines.Tokenizers", "Pipelines.Modules", "Pipelines.Quantization", "Pipelines.Models", "Pipelines.Data", "Pipelines.Decoding", "Pipelines.Cpu", "Pipelines.Serving", "Pipelines.Server", "Pipelines.Training", "Pipelines.Tracking", "Pipelines.Verification"],
        ["Pipelines.Cli"] = ["Pipelines.Spec", "Pipelines.Torch", "Pipelines.Formats", "Pipelines.Tokenizers", "Pipelines.Modules", "Pipelines.Quantization", "Pipelines.Models", "Pipelines.Data", "Pipelines.Decoding", "Pipelines.Cpu", "Pipelines.Serving", "Pipelines.Server", "Pipelines.Training", "Pipelines.Tracking", "Pipelines.Runtime", "Pipelines.Verification"],
    };

    public static TheoryData<string> Projects
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (var project in References().Keys.Order()) data.Add(project);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Nothing_knows_what_is_above_it(string project)
    {
        Allowed.ShouldContainKey(project, "a new project takes its place in the graph here");
        References()[project].ShouldBeSubsetOf(Allowed[project]);
    }

    private static Dictionary<string, string[]> References() =>
        new[] { "src", "generators" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories))
            .ToDictionary(
                file => Path.GetFileNameWithoutExtension(file),
                file => XDocument.Load(file).Descendants("ProjectReference")
                    .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
                    .ToArray());
}
