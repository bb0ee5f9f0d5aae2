// title: Arcades
// description: Stacked stone arcades with round openings, seen from changing places and hours
// tags: scene, raymarching, arches, architecture, shadow

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float wide, storey, thick, spring;

float map(vec3 p) {
    float row = 6.0;
    p.z -= row * clamp(floor(p.z / row + 0.5), -1.0, 2.0);
    float y = p.y;
    float level = min(floor(y / storey), 2.0);
    y -= level * storey;
    float x = p.x - wide * floor(p.x / wide + 0.5);
    float hole = y < spring ? abs(x) - wide * 0.34 : length(vec2(x, y - spring)) - wide * 0.34;
    float wall = max(abs(p.z) - thick, p.y - 3.0 * storey);
    float d = max(wall, -hole);
    float ledge = max(abs(p.z) - thick - 0.15, abs(y - storey + 0.15) - 0.1);
    d = min(d, max(ledge, p.y - 3.0 * storey - 0.1));
    return min(d, p.y);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.2);
    wide = 2.0 + 2.0 * rnd(s, 1);
    storey = wide * (1.0 + 0.6 * rnd(s, 2));
    spring = storey * 0.5 - 0.05 * wide;
    thick = 0.25 + 0.6 * rnd(s, 3);
    float way = mix(-2.6, -0.5, rnd(s, 4));
    vec3 ro = vec3(20.0 * rnd(s, 5) + iTime, 0.8 + 5.0 * rnd(s, 6) * rnd(s, 7), 3.0 + 6.0 * rnd(s, 8));
    vec3 rd = look(p, ro, ro + vec3(cos(way), 0.5 * rnd(s, 9) - 0.1, sin(way)), 1.0 + rnd(s, 10));
    float az = 6.28 * rnd(s, 11);
    vec3 sun = normalize(vec3(cos(az), 0.4 + rnd(s, 12), 0.3 + abs(sin(az))));
    vec3 high = hsv(0.5 + 0.25 * rnd(s, 13), 0.65 * rnd(s, 14), 0.8);
    vec3 low = hsv(rnd(s, 15), 0.35, 0.95);
    vec3 sky = mix(low, high, clamp(rd.y * 1.8 + 0.1, 0.0, 1.0));
    sky = mix(sky, vec3(1.0), 0.7 * smoothstep(0.5, 0.75, fbm(rd.xz / (abs(rd.y) + 0.15) * 1.5, 4, s)));
    float t = 0.1;
    for (int i = 0; i < 21; i++) {
        float d = map(ro + rd * t);
        if (d < 0.003 * t || t > 40.0) break;
        if (rd.y > 0.0 && ro.y + rd.y * t > 3.0 * storey + 0.3) t = 40.0;
        t += d * 0.95;
    }
    vec3 col = sky;
    if (t < 40.0) {
        vec3 q = ro + rd * t;
        vec2 e = vec2(0.01, 0.0);
        float d0 = map(q);
        vec3 n = normalize(vec3(map(q + e.xyy), map(q + e.yxy), map(q + e.yyx)) - d0);
        vec2 uv = abs(n.y) > 0.5 ? q.xz : vec2(q.x + q.z, q.y);
        vec2 course = vec2(uv.x * 1.2 + 0.5 * mod(floor(uv.y * 2.5), 2.0), uv.y * 2.5);
        vec2 joint = abs(fract(course) - 0.5);
        vec3 mat = hsv(0.04 + 0.1 * rnd(s, 16), 0.15 + 0.5 * rnd(s, 17), 0.75);
        mat *= 0.7 + 0.5 * hash(ivec2(floor(course)), s);
        mat *= 1.0 - 0.5 * smoothstep(0.42, 0.48, max(joint.x, joint.y)) * exp(-0.1 * t);
        mat *= 0.6 + 0.7 * noise(uv * 7.0, s);
        if (q.y < 0.05) mat = mix(hsv(0.1 + 0.2 * rnd(s, 18), 0.5, 0.4), vec3(0.6, 0.55, 0.5), noise(q.xz * 2.0, s));
        float lit = clamp(dot(n, sun), 0.0, 1.0);
        float k = 0.1;
        for (int i = 0; i < 5; i++) {
            float d = map(q + n * 0.03 + sun * k);
            if (d < 0.01) { lit = 0.0; break; }
            k += max(d, 0.2);
        }
        float open = clamp(map(q + n * 0.6) / 0.6, 0.25, 1.0);
        col = mat * (lit * vec3(1.6, 1.4, 1.15) + high * 0.55 * open);
        col = mix(col, sky, 1.0 - exp(-0.0012 * t * t));
    }
    fragColor = vec4(film(col * 1.15), 1.0);
}
