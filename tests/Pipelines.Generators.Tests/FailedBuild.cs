using System.Diagnostics;
using System.Runtime.CompilerServices;
using Pipelines.Generators.Tests.Harness;

namespace Pipelines.Generators.Tests;

/// <summary>What <c>dotnet build</c> says of a project whose pipelines are wrong, with the generators and the targets that ship.</summary>
public sealed class FailedBuild : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pipelines-build-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Each_mistake_is_an_error_with_its_place_and_a_suggestion()
    {
        Write("Tiny.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <Analyzer Include="{Generators()}/*.dll" />
              </ItemGroup>
              <Import Project="{Repository()}/generators/Pipelines.Generators/build/Pipelines.Generators.targets" />
            </Project>
            """);
        Write("key.pipeline.yaml", Examples.Quickstart.Replace("    heads: 6", "    head: 6"));
        Write("divisor.pipeline.yaml", Examples.Quickstart.Replace("dim: 192", "dim: 190"));
        Write("deeper/reference.pipeline.yaml", Examples.Quickstart.Replace("model: docs-lm", "model: doc-lm"));

        var (exit, output) = await Build();

        exit.ShouldNotBe(0);
        output.ShouldContain("key.pipeline.yaml(14,5): error PIPE0003: 'head' is not a setting of a llama model; did you mean 'heads'?");
        output.ShouldContain(
            "divisor.pipeline.yaml(12,10): error PIPE0110: dim 190 is not divisible by heads 6 (190 / 6 = 31.67); nearest: 186, 192");
        output.ShouldContain("deeper/reference.pipeline.yaml(21,12): error PIPE0015: ");
        output.ShouldContain("docs-lm");
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private async Task<(int Exit, string Output)> Build()
    {
        var start = new ProcessStartInfo("dotnet", ["build", "--nologo", "--disable-build-servers", "-v", "quiet"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    /// <summary>Where the generators of this configuration lie with what they need.</summary>
    private static string Generators()
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(Repository(), "artifacts", "bin", "Pipelines.Generators", configuration);
    }

    private static string Repository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
