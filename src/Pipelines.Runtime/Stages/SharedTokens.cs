using System.Text;
using Pipelines.Tokenizers;

namespace Pipelines.Runtime.Stages;

/// <summary>Holds two checkpoints to one vocabulary: what one calls a token is the same for the other.</summary>
internal static class SharedTokens
{
    /// <param name="student">the tokenizer of the checkpoint that learns</param>
    /// <param name="from">the stage that made it</param>
    /// <param name="teacher">the tokenizer of the checkpoint that teaches</param>
    /// <param name="by">the stage that made it</param>
    /// <exception cref="PipelineException">a token is another one, or there are more of them</exception>
    public static void Require(Tokenizer student, string from, Tokenizer teacher, string by)
    {
        if (student.VocabSize != teacher.VocabSize)
            throw Refused($"has {student.VocabSize:N0} tokens there and {teacher.VocabSize:N0} here");
        for (var token = 0; token < student.VocabSize; token++)
            if (!student.TokenBytes(token).SequenceEqual(teacher.TokenBytes(token)))
                throw Refused($"token {token} is {Quoted(student, token)} there and {Quoted(teacher, token)} here");

        PipelineException Refused(string difference) => new(
            $"the checkpoint of stage '{by}' cannot teach that of '{from}', whose tokenizer is another one: {difference}; distillation compares "
            + "how likely each finds the same tokens, so train both with one tokenizer");
    }

    private static string Quoted(Tokenizer tokenizer, int token) => $"\"{Encoding.UTF8.GetString(tokenizer.TokenBytes(token))}\"";
}
