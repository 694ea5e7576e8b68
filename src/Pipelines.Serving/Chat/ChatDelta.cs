namespace Pipelines.Serving;

/// <summary>What an answer has grown by.</summary>
public abstract record ChatDelta;

/// <summary>More of its text.</summary>
/// <param name="Text">at least one character</param>
public sealed record ContentWritten(string Text) : ChatDelta;

/// <summary>A tool is called.</summary>
/// <param name="Index">which call of the answer, from 0</param>
/// <param name="Id">what the tool's result refers to: nine letters and digits, which every template takes</param>
/// <param name="Name">the tool</param>
public sealed record CallBegun(int Index, string Id, string Name) : ChatDelta;

/// <summary>More of a call's arguments.</summary>
/// <param name="Index">which call of the answer, from 0</param>
/// <param name="Text">the next characters of their JSON, at least one</param>
public sealed record ArgumentsWritten(int Index, string Text) : ChatDelta;
