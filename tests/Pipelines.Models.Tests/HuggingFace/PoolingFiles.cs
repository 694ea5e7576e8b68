using Pipelines.Modules;

namespace Pipelines.Models.Tests.HuggingFace;

/// <summary>How a folder of sentence-transformers says that vectors are pooled.</summary>
public sealed class PoolingFiles : IDisposable
{
    private readonly ConfigFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("""{ "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false }""", Pooling.Cls)]
    [InlineData("""{ "word_embedding_dimension": 32, "pooling_mode_mean_tokens": true, "pooling_mode_max_tokens": false }""", Pooling.Mean)]
    [InlineData("""{ "pooling_mode_lasttoken": true, "include_prompt": true }""", Pooling.Last)]
    public void Each_way_that_there_is_here(string json, Pooling pooling)
    {
        Write(json);
        PoolingFile.Read(files["model"]).ShouldBe(pooling);
    }

    [Fact]
    public void A_folder_without_the_file_does_not_say() => PoolingFile.Read(files["model"]).ShouldBeNull();

    [Theory]
    [InlineData("""{ "pooling_mode_max_tokens": true }""", "asks for pooling_mode_max_tokens;")]
    [InlineData("""{ "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true }""", "pooling_mode_cls_token and pooling_mode_mean_tokens;")]
    [InlineData("{ }", "asks for no pooling;")]
    [InlineData("""{ "pooling_mode_cls_token": "yes" }""", "is neither true nor false")]
    [InlineData("{", "config.json")]
    public void What_cannot_be_had_is_said(string json, string message)
    {
        Write(json);
        Should.Throw<HuggingFaceException>(() => PoolingFile.Read(files["model"])).Message.ShouldContain(message);
    }

    private void Write(string json)
    {
        Directory.CreateDirectory(files["model/1_Pooling"]);
        File.WriteAllText(files["model/1_Pooling/config.json"], json);
    }
}
