namespace Silo;

/// <summary>The service refuses to start. The message is one sentence for a person: what is wrong and what to do.</summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
