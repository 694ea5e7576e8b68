namespace Pipelines.Spec;

/// <summary><c>family: bert</c> (Devlin et al. 2019).</summary>
internal static class BertFamily
{
    public static readonly FamilyDefinition Definition = new(
        Family.Bert, "bert", "A bidirectional encoder that fills in masked tokens",
        Names: new("BERT")
        {
            Form = BlockForm.Bert,
            Trunk = "bert",
            Tokens = "word_embeddings",
            Positions = "position_embeddings",
            Layers = "layer",
        },
        Preset: """
            causal: false
            positions: learned
            token_types: 2
            embedding_norm: true
            rope: none
            qkv_bias: true
            out_bias: true
            ffn: { mlp: { bias: true, activation: gelu } }
            norm: { kind: layernorm, eps: 1e-12, placement: post }
            """,
        Places: "heads hidden token_types ffn.mlp.activation")
    {
        Check = static (values, reading) =>
            !values.Valid(ModelSettings.TokenTypes) || values.Get(ModelSettings.TokenTypes) > 0 || reading.Report(
                Rules.NoPlace, values.At(ModelSettings.TokenTypes),
                "token_types is 0, and a bert checkpoint has a vector for one type at least; nearest: 1"),
    };
}
