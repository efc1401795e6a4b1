"""What the migrations give: the environment, the revision graph, and the schema at each revision."""
