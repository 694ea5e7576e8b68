using System.CommandLine;

namespace Pipelines.Cli.Commands;

/// <summary><c>--device</c>: where a model computes.</summary>
internal sealed class DeviceOption
{
    private readonly Option<string?> option = new("--device")
    {
        Description = "Where the model computes: cpu, cuda, cuda:1 (default: cuda where there is one; GGUF files run on the CPU)",
        HelpName = "device",
    };

    /// <summary>Adds it to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(option);

    /// <summary>The device's name, or null for the best there is.</summary>
    public string? Of(ParseResult result) => result.GetValue(option);
}
