// title: Reaction and Diffusion
// description: Gray-Scott spots, worms and mazes that grow from seeds, as coral, enamel, hide or hot metal
// tags: reaction diffusion, gray-scott, feedback, pattern, simulation

#version 300 es
precision highp float;
precision highp int;
uniform vec2 u_resolution;
uniform float u_time;
uniform sampler2D u_doubleBuffer0; // 72x72
uniform sampler2D u_doubleBuffer1; // 72x72
uniform sampler2D u_doubleBuffer2; // 72x72
uniform sampler2D u_doubleBuffer3; // 72x72
out vec4 outColor;

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec2 hash2(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 14)) * 0xA3C59E1BU;
    return vec2(float(int(k >> 16)), float(int((k ^ (k >> 13)) & 65535U))) / 65536.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

vec2 react(sampler2D source, ivec2 c, uint era) {
    vec2 v = texelFetch(source, c, 0).xy, sum = vec2(0.0);
    for (int i = 0; i < 9; i++) {
        ivec2 o = ivec2(i % 3 - 1, i / 3 - 1);
        float w = i == 4 ? -1.0 : (i & 1) == 1 ? 0.2 : 0.05;
        sum += w * texelFetch(source, clamp(c + o, ivec2(0), ivec2(71)), 0).xy;
    }
    float x = float(c.x) / 71.0;
    float feed = mix(0.04, 0.056, rnd(era, 2)) + 0.004 * (x - 0.5), kill = 0.0601 + 0.14 * (feed - 0.042) + 0.0004 * rnd(era, 3);
    float rate = v.x * v.y * v.y;
    v += vec2(1.0, 0.5) * sum + vec2(feed * (1.0 - v.x) - rate, rate - (feed + kill) * v.y);
    return clamp(v, 0.0, 1.0);
}

vec2 seeds(ivec2 c, uint era) {
    float apart = 14.0 + 8.0 * rnd(era, 4);
    vec2 p = vec2(c) / apart + 0.5;
    vec2 f = fract(p) - 0.5 - 0.4 * (hash2(ivec2(floor(p)), era) - 0.5);
    float spot = length(f) * apart < 2.9 + 2.0 * hash(ivec2(floor(p)), era + 1U) ? 1.0 : 0.0;
    if (rnd(era, 5) < 0.35) spot = step(abs(noise(p * 1.3, era + 5U) - 0.5), 0.14);
    return mix(vec2(1.0, 0.0), vec2(0.5, 0.35), spot);
}

float level(vec2 p) {
    return texture(u_doubleBuffer3, 1.0 - abs(2.0 * fract(p * 0.5) - 1.0)).y;
}

vec4 show(vec2 p) {
    uint s = uint(u_time * 2.6);
    float way = 6.28 * rnd(s, 1), kind = rnd(s, 2);
    float depth = 1.0 / (1.0 - 0.45 * rnd(s, 3) * p.y);
    vec2 q = rot(6.28 * rnd(s, 4)) * p * depth * (0.4 + 0.6 * rnd(s, 5)) + 2.0 * rnd3(s, 6).xy;
    vec2 sun = rot(6.28 * rnd(s, 4)) * vec2(cos(way), sin(way));
    float e = 0.011, h = level(q);
    vec2 g = vec2(level(q + vec2(e, 0.0)) - level(q - vec2(e, 0.0)), level(q + vec2(0.0, e)) - level(q - vec2(0.0, e)));
    float t = ramp(0.06, 0.3, h), grain = fbm(q * 22.0, 4, s);
    vec3 a = hsv(rnd(s, 7), 0.6 * rnd(s, 8), 0.15 + 0.75 * rnd(s, 9)), b = hsv(rnd(s, 10), 0.4 + 0.5 * rnd(s, 11), 0.9 - 0.6 * rnd(s, 9) * rnd(s, 12));
    vec3 col = mix(a, b, ramp(0.35, 0.6, t + 0.15 * (grain - 0.5)));
    col = mix(col, hsv(rnd(s, 13), 0.7, 0.8), ramp(0.12, 0.0, abs(t - 0.45 - 0.3 * rnd(s, 14))) * 0.8);
    if (kind < 0.3) col = mix(vec3(0.02), vec3(1.0, 0.75, 0.3), t) * vec3(1.0, t, t * t) * 1.6 + 0.25 * a * (1.0 - t) * grain;
    else {
        vec3 n = normalize(vec3(-g * (rnd(s, 15) < 0.5 ? 3.0 : -3.0), 0.45));
        vec3 l = normalize(vec3(sun, 0.6));
        col *= (0.3 + 1.1 * max(dot(n, l), 0.0)) * (0.7 + 0.5 * grain);
        if (kind > 0.6) col += 0.6 * pow(max(dot(n, normalize(l + vec3(0.0, 0.0, 1.0))), 0.0), 40.0);
    }
    return vec4(film(col * 1.5), 1.0);
}

void main() {
    ivec2 c = ivec2(gl_FragCoord.xy);
    uint era = uint(u_time * 0.45);
    float stamp = float(era) + 1.0;
    bool fresh = texelFetch(u_doubleBuffer3, ivec2(0), 0).w != stamp;
#if defined(DOUBLE_BUFFER_0)
    outColor = vec4(fresh ? seeds(c, era) : react(u_doubleBuffer3, c, era), 0.0, stamp);
#elif defined(DOUBLE_BUFFER_1)
    outColor = vec4(react(u_doubleBuffer0, c, era), 0.0, stamp);
#elif defined(DOUBLE_BUFFER_2)
    outColor = vec4(react(u_doubleBuffer1, c, era), 0.0, stamp);
#elif defined(DOUBLE_BUFFER_3)
    outColor = vec4(react(u_doubleBuffer2, c, era), 0.0, stamp);
#else
    outColor = show((2.0 * gl_FragCoord.xy - u_resolution) / u_resolution.y);
#endif
}
