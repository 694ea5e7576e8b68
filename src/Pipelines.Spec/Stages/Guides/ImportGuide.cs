namespace Pipelines.Spec;

/// <summary>What the page of <c>kind: import</c> shows beside its settings.</summary>
internal static class ImportGuide
{
    public static readonly StageGuide Guide = new(
        "A model that others have trained takes the place of a `pretrain` stage. Its settings are those of its `config.json`: "
        + "`pipelines import <folder>` writes them as a pipeline file.",
        """
        models:
          downloaded:
            family: llama
            vocab: 32000
            dim: 192
            layers: 6
            heads: 6
            context: 256

        stages:
          base: { kind: import, model: downloaded, folder: ./downloaded }
        """,
        [],
        [
            "[Families](../families/README.md): which checkpoints are read",
            "[Quantize](../quantize.md): GGUF files",
        ]);
}
