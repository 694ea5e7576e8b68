namespace Pipelines.Packages.Tests;

/// <summary>
/// A project of the template <c>pipelines</c>, trained once for the tests of a class: as small as it gets, and in a folder whose name
/// asks for care.
/// </summary>
public sealed class TrainedAssistant
{
    /// <summary>What makes it small.</summary>
    private static readonly string[] Settings =
    [
        "data.questions.examples=80",
        "stages.tokenizer.vocab=290",
        "models.assistant-lm.dim=48",
        "models.assistant-lm.layers=2",
        "stages.pretrain.tokens=8k",
        "stages.pretrain.batch=4",
        "stages.sft.epochs=1",
    ];

    public TrainedAssistant(Feed feed)
    {
        Feed = feed;
        Project = feed.CreateIn("my #1 project; 100% mine", "pipelines", "my-2nd.Model", "--data", "texts/*.txt")
            .WriteTexts().Build();
        Training = Project.Run(["sft", .. Set]);
    }

    /// <summary>Where it comes from.</summary>
    public Feed Feed { get; }

    /// <summary>The project.</summary>
    public CreatedProject Project { get; }

    /// <summary>The run that trained it.</summary>
    public Command Training { get; }

    /// <summary>The settings as arguments.</summary>
    public string[] Set { get; } = [.. Settings.SelectMany(setting => (string[])["--set", setting])];

    /// <summary>The folder of the model, which is a checkpoint.</summary>
    public string Checkpoint => Path.GetDirectoryName(Directory
        .GetFiles(Project[".pipelines/artifacts"], "model.safetensors", SearchOption.AllDirectories)
        .MaxBy(File.GetLastWriteTimeUtc))!;
}
