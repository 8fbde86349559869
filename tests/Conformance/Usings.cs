global using Conformance.Host;
global using Conformance.Support;
